/** The list beside the map: what is in view, the nearest to its centre first. */

import { debounced, el, fill, svg } from "../dom";
import { divide } from "../groups";
import { pictureOf } from "../plugs";
import { inView, Refused, type Area, type Card, type Group } from "../server";
import { countFilters, sameFilters, type Filters, type Store } from "../state";
import { addressLine, distance, FAILED, groupParts } from "../texts";

const SHOWN = 40;
const WAIT_MS = 220;
const GROUPS = 3;

export class Results {
  readonly element: HTMLElement;
  readonly #count = el("p", { id: "count", class: "count", role: "status", "aria-live": "polite" });
  readonly #list = el("ol", { class: "cards" });
  readonly #message = el("div", { class: "message", hidden: true });
  readonly #store: Store;
  readonly #ask = debounced(WAIT_MS, () => void this.refresh());
  /** Settles when the first answer is listed, or that there is none. */
  readonly shown: Promise<void>;
  #wasShown!: () => void;
  #area: Area | undefined;
  #running: AbortController | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.shown = new Promise((resolve) => (this.#wasShown = resolve));
    this.element = el(
      "section",
      { id: "results", class: "results", tabindex: "-1", "aria-label": "Charging locations in view" },
      this.#count,
      this.#message,
      this.#list,
    );
    store.watch((state, before) => {
      if (!sameFilters(state, before)) void this.refresh();
      if (state.selected !== before.selected) this.#mark();
    });
  }

  /** The map shows something else. */
  moved(area: Area): void {
    const first = this.#area === undefined;
    this.#area = area;
    if (first) void this.refresh();
    else this.#ask();
  }

  /** Focus the entry of a location; false where it is not listed. */
  focus(id: string): boolean {
    const button = this.#list.querySelector<HTMLButtonElement>(`button[data-id="${CSS.escape(id)}"]`);
    button?.focus();
    return button !== null;
  }

  async refresh(): Promise<void> {
    if (!this.#area) return;
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    this.element.setAttribute("aria-busy", "true");
    try {
      const { items, next } = await inView(this.#area, this.#store.state, SHOWN, running.signal);
      if (running.signal.aborted) return;
      this.#show(items, next !== undefined);
    } catch (error) {
      if (running.signal.aborted) return;
      this.#failed(error);
    }
    this.element.removeAttribute("aria-busy");
    this.#wasShown();
  }

  #show(cards: readonly Card[], more: boolean): void {
    const focused = this.#list.contains(document.activeElement) ? (document.activeElement as HTMLElement) : undefined;
    fill(this.#list, ...cards.map((card) => this.#row(card)));
    if (focused && !this.focus(focused.dataset["id"] ?? "")) this.element.focus();
    this.#message.hidden = cards.length > 0;
    if (cards.length === 0) {
      const filtered = countFilters(this.#store.state) > 0;
      fill(
        this.#message,
        el("strong", {}, "No charging location matches here."),
        el("span", {}, filtered ? "Remove a filter or zoom out." : "Zoom out or move the map."),
      );
    }
    this.#count.textContent = counted(cards.length, more);
    this.#mark();
  }

  #failed(error: unknown): void {
    const text = error instanceof Refused && error.status < 500 ? error.message : FAILED;
    fill(this.#list);
    this.#count.textContent = "";
    this.#message.hidden = false;
    fill(
      this.#message,
      el("strong", { role: "alert" }, text),
      el("button", { type: "button", class: "quiet", onclick: () => void this.refresh() }, "Try again"),
    );
  }

  #row(card: Card): HTMLElement {
    const name = card.name ?? card.address ?? card.operator ?? "Charging location";
    const far = card.distance === undefined ? null : el("span", { class: "far" }, distance(card.distance));
    const detail = [card.operator, addressLine(card)].filter(Boolean).join(" · ");
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "result", "data-id": card.id, onclick: () => this.#store.set({ selected: card.id }) },
        el("span", { class: "result-head" }, el("strong", {}, name), far),
        detail ? el("span", { class: "detail" }, detail) : null,
        el("span", { class: "groups" }, matchingLine(card, this.#store.state), ...groupLines(card, this.#store.state)),
      ),
    );
  }

  #mark(): void {
    for (const button of this.#list.querySelectorAll("button")) {
      if (button.dataset["id"] === this.#store.state.selected) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}

/** "2 of 4 free": the EVSEs that meet all filters. */
function matchingLine({ matching }: Card, filters: Filters): HTMLElement | null {
  if (countFilters(filters) === 0 || matching?.available === undefined) return null;
  const { evses, available } = matching;
  return el("span", { class: `group matching${tone(available)}` }, `${available || "None"} of ${evses} free`);
}

/** The groups that are asked for, all of them, before some of the others. */
function groupLines(card: Card, filters: Filters): HTMLElement[] {
  const { wanted, others } = divide(card.groups, filters);
  const shown = [...wanted, ...others].slice(0, Math.max(GROUPS, wanted.length));
  const lines = shown.map(groupLine);
  const left = card.groups.length - shown.length;
  return left > 0 ? [...lines, el("span", { class: "group more" }, `and ${left} more`)] : lines;
}

function groupLine(group: Group): HTMLElement {
  return el(
    "span",
    { class: `group${tone(group.available)}` },
    svg(pictureOf(group.standard), "plug-small"),
    el("span", {}, groupParts(group).join(" · ")),
  );
}

function tone(available: number | undefined): string {
  if (available === undefined) return "";
  return available ? " free" : " busy";
}

function counted(shown: number, more: boolean): string {
  if (shown === 0) return "No location in view";
  if (more) return `The ${shown} locations nearest to the centre`;
  return shown === 1 ? "1 location in view" : `${shown} locations in view`;
}
