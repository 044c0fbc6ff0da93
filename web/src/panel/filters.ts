/** The filters: plugs by picture, power, free now, public, my vehicle. */

import { el, svg } from "../dom";
import { PLUGS, type Plug } from "../plugs";
import { connectors } from "../server";
import { countFilters, NO_FILTERS, POWER_STEPS, type Filters, type Store } from "../state";
import type { VehicleFilter } from "./vehicle";

const FIRST = 5;

export class FilterPanel {
  readonly element: HTMLFormElement;
  readonly #store: Store;
  readonly #plugs = new Map<string, HTMLButtonElement>();
  readonly #row = el("div", { class: "plugs", role: "group", "aria-label": "Connectors" });
  readonly #power: HTMLInputElement;
  readonly #powerText = el("output", { for: "power" });
  readonly #available: HTMLInputElement;
  readonly #public: HTMLInputElement;
  readonly #reset: HTMLButtonElement;
  readonly #more: HTMLButtonElement;

  constructor(store: Store, vehicle: VehicleFilter) {
    this.#store = store;
    this.#power = el("input", {
      id: "power",
      type: "range",
      min: 0,
      max: POWER_STEPS.length - 1,
      step: 1,
      oninput: () => this.#showPower(this.#chosenPower()),
      onchange: () => store.set({ minKw: this.#chosenPower() }),
    });
    this.#available = this.#switch((on) => store.set({ available: on }));
    this.#public = this.#switch((on) => store.set({ publicOnly: on }));
    this.#reset = el("button", { type: "button", class: "quiet", onclick: () => this.#clear() }, "Remove all filters");
    for (const plug of PLUGS) this.#plugs.set(plug.id, this.#plugButton(plug));
    this.#row.append(...this.#plugs.values());
    const rest = el(
      "div",
      { id: "more-filters", class: "more-filters" },
      el("div", { class: "power" }, el("label", { for: "power" }, "Power"), this.#power, this.#powerText),
      el(
        "div",
        { class: "switches" },
        el("label", { class: "switch" }, this.#available, el("span", {}, "Free now")),
        el("label", { class: "switch" }, this.#public, el("span", {}, "Open to everybody")),
      ),
      vehicle.element,
    );
    this.#more = el("button", {
      type: "button",
      class: "quiet more-button",
      "aria-controls": rest.id,
      "aria-expanded": "false",
      onclick: () => this.#more.setAttribute("aria-expanded", String(this.element.classList.toggle("open"))),
    });
    this.element = el(
      "form",
      { class: "filters", "aria-label": "Filters", onsubmit: (event) => event.preventDefault() },
      this.#row,
      rest,
      el("div", { class: "filter-ends" }, this.#more, this.#reset),
    );
    store.watch((state) => this.#show(state));
    this.#show(store.state);
    void this.#order();
  }

  /** Bring what there is most of to the front, and leave out what there is none of. */
  async #order(): Promise<void> {
    try {
      const { items } = await connectors();
      const count = (plug: Plug): number =>
        items.filter((item) => plug.standards.includes(item.standard)).reduce((sum, item) => sum + item.locations, 0);
      const sorted = PLUGS.toSorted((a, b) => count(b) - count(a));
      const focused = document.activeElement;
      for (const [at, plug] of sorted.entries()) {
        const button = this.#plugs.get(plug.id);
        if (!button) continue;
        button.hidden = at >= FIRST && count(plug) === 0 && !this.#store.state.plugs.includes(plug.id);
        this.#row.append(button);
      }
      if (focused instanceof HTMLElement && this.#row.contains(focused)) focused.focus();
    } catch {
      // the plugs stay in the order in which we list them
    }
  }

  #plugButton(plug: Plug): HTMLButtonElement {
    return el(
      "button",
      { type: "button", class: "plug", "aria-pressed": "false", "data-plug": plug.id, onclick: () => this.#toggle(plug.id) },
      svg(plug.picture, "plug-picture"),
      el("span", {}, plug.name),
    );
  }

  #toggle(id: string): void {
    const { plugs } = this.#store.state;
    this.#store.set({ plugs: plugs.includes(id) ? plugs.filter((each) => each !== id) : [...plugs, id] });
  }

  #switch(change: (on: boolean) => void): HTMLInputElement {
    return el("input", {
      type: "checkbox",
      role: "switch",
      onchange: (event) => change((event.target as HTMLInputElement).checked),
    });
  }

  #clear(): void {
    const { vehicle, adapters } = this.#store.state;
    this.#store.set({ ...NO_FILTERS, vehicle, adapters });
    this.#row.querySelector<HTMLButtonElement>("button:not([hidden])")?.focus();
  }

  #chosenPower(): number {
    return POWER_STEPS[Number(this.#power.value)] ?? 0;
  }

  #showPower(kilowatts: number): void {
    const text = kilowatts ? `from ${kilowatts} kW` : "any";
    this.#powerText.textContent = text;
    this.#power.setAttribute("aria-valuetext", text);
    this.#power.style.setProperty("--filled", `${(100 * Number(this.#power.value)) / (POWER_STEPS.length - 1)}%`);
  }

  #show(filters: Filters): void {
    for (const [id, button] of this.#plugs) {
      const on = filters.plugs.includes(id);
      button.setAttribute("aria-pressed", String(on));
      if (on) button.hidden = false;
    }
    this.#power.value = String(POWER_STEPS.findIndex((step) => step === filters.minKw));
    this.#showPower(filters.minKw);
    this.#available.checked = filters.available;
    this.#public.checked = filters.publicOnly;
    const more = countFilters({ ...filters, plugs: [] });
    this.#more.textContent = more ? `More filters (${more} set)` : "More filters";
    this.#reset.hidden = countFilters({ ...filters, vehicle: "" }) === 0;
  }
}
