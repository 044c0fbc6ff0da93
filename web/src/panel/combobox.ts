/** A text field with suggestions (WAI-ARIA combobox with a list). */

import { debounced, el, fill } from "../dom";

export interface Option {
  label: string;
  detail?: string;
  picture?: SVGElement;
  choose: () => void;
}

interface Settings {
  id: string;
  label: string;
  placeholder: string;
  /** Fewest characters that are worth a question. */
  least: number;
  load: (text: string, signal: AbortSignal) => Promise<Option[]>;
  nothing: string;
}

const WAIT_MS = 180;

export class Combobox {
  readonly input: HTMLInputElement;
  readonly list: HTMLUListElement;
  readonly #settings: Settings;
  #note: HTMLElement;
  #options: Option[] = [];
  #active = -1;
  #running: AbortController | undefined;
  readonly #ask: () => void;

  constructor(settings: Settings) {
    const { id, label, placeholder } = settings;
    this.#settings = settings;
    this.#ask = debounced(WAIT_MS, () => void this.#load());
    this.list = el("ul", { id: `${id}-options`, role: "listbox", "aria-label": `${label}: suggestions`, class: "options", hidden: true });
    this.#note = el("p", { class: "options-note", role: "status", hidden: true });
    this.input = el("input", {
      id,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "search",
      placeholder,
      "aria-label": label,
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#pressed(event as KeyboardEvent),
      onblur: () => window.setTimeout(() => this.close(), 150),
      onfocus: () => this.#options.length && this.#open(),
    });
  }

  /** The field, its suggestions and what to say where there are none. */
  get parts(): HTMLElement[] {
    return [this.input, this.list, this.#note];
  }

  close(): void {
    this.list.hidden = true;
    this.#note.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.#mark(-1);
  }

  clear(): void {
    this.#running?.abort();
    this.input.value = "";
    this.#options = [];
    this.close();
  }

  #typed(): void {
    if (this.input.value.trim().length < this.#settings.least) {
      this.#running?.abort();
      this.#options = [];
      this.close();
    } else this.#ask();
  }

  async #load(): Promise<void> {
    const text = this.input.value.trim();
    if (text.length < this.#settings.least) return;
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    try {
      const options = await this.#settings.load(text, running.signal);
      if (running.signal.aborted) return;
      this.#options = options;
      if (options.length) this.#open();
      else this.#say(this.#settings.nothing);
    } catch {
      if (!running.signal.aborted) this.#say("The server does not answer. Try again.");
    }
  }

  #open(): void {
    this.#note.hidden = true;
    fill(this.list, ...this.#options.map((option, index) => this.#row(option, index)));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  #say(text: string): void {
    this.close();
    this.#note.textContent = text;
    this.#note.hidden = false;
  }

  #row(option: Option, index: number): HTMLElement {
    return el(
      "li",
      {
        id: `${this.list.id}-${index}`,
        role: "option",
        "aria-selected": "false",
        onmousedown: (event) => event.preventDefault(),
        onclick: () => this.#choose(index),
      },
      option.picture,
      el("span", { class: "option-text" }, el("span", {}, option.label), option.detail ? el("small", {}, option.detail) : null),
    );
  }

  #pressed(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step && this.#options.length) {
      event.preventDefault();
      this.#open();
      const count = this.#options.length;
      const from = this.#active < 0 && step < 0 ? 0 : this.#active;
      this.#mark((from + step + count) % count);
    } else if (event.key === "Enter" && this.#options.length && !this.list.hidden) {
      event.preventDefault();
      this.#choose(Math.max(0, this.#active));
    } else if (event.key === "Escape" && (!this.list.hidden || this.input.value)) {
      event.stopPropagation();
      if (this.list.hidden) this.clear();
      else this.close();
    }
  }

  #mark(index: number): void {
    this.#active = index;
    for (const [at, row] of [...this.list.children].entries()) {
      row.setAttribute("aria-selected", String(at === index));
      if (at === index) row.scrollIntoView({ block: "nearest" });
    }
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
  }

  #choose(index: number): void {
    const option = this.#options[index];
    this.close();
    option?.choose();
  }
}
