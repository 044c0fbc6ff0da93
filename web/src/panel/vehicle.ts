/** "My vehicle": chosen once, remembered in this browser, and a filter from then on. */

import { el, fill, svg } from "../dom";
import { ICONS } from "../icons";
import { recall, remember } from "../memory";
import { vehicle as ask, vehicles, type Vehicle } from "../server";
import type { Store } from "../state";
import { Combobox } from "./combobox";

const MEMORY = "vehicle";

interface Remembered {
  vehicle: Vehicle;
  adapters: string[];
}

/** Adapters that drivers own, by the names that the server knows them by. */
const ADAPTERS: readonly { id: string; name: string }[] = [
  { id: "NACS_TO_CCS1", name: "NACS plug → CCS1 car" },
  { id: "CCS1_TO_NACS", name: "CCS1 plug → NACS car" },
  { id: "TYPE1_TO_TYPE2", name: "Type 1 plug → Type 2 car" },
];

/** The vehicle that this browser remembers, for a page whose address names none. */
export function remembered(): { vehicle: string; adapters: string[] } | undefined {
  const known = recall<Remembered>(MEMORY);
  return known?.vehicle?.id ? { vehicle: known.vehicle.id, adapters: known.adapters ?? [] } : undefined;
}

export class VehicleFilter {
  readonly element = el("fieldset", { class: "vehicle" });
  readonly #store: Store;
  #vehicle: Vehicle | undefined;
  readonly #box: Combobox;

  constructor(store: Store) {
    this.#store = store;
    this.#box = new Combobox({
      id: "vehicle",
      label: "My vehicle",
      placeholder: "Make and model, such as Renault Zoe",
      least: 2,
      nothing: "No vehicle of this name. Try the make only.",
      load: async (text, signal) =>
        (await vehicles(text, signal)).items.map((each) => ({
          label: each.label,
          detail: describe(each),
          picture: svg(ICONS.car),
          choose: () => this.#choose(each),
        })),
    });
    const known = recall<Remembered>(MEMORY);
    if (store.state.vehicle && known?.vehicle?.id === store.state.vehicle) this.#vehicle = known.vehicle;
    store.watch((state, before) => {
      if (state.vehicle !== before.vehicle) void this.#restore();
      if (state.adapters !== before.adapters) this.#draw();
    });
    this.#draw();
    if (store.state.vehicle && !this.#vehicle) void this.#restore();
  }

  /** What the chosen vehicle is called. */
  get label(): string {
    return this.#vehicle?.label ?? "Your vehicle";
  }

  #choose(chosen: Vehicle): void {
    this.#vehicle = chosen;
    this.#box.clear();
    remember(MEMORY, { vehicle: chosen, adapters: [] } satisfies Remembered);
    this.#store.set({ vehicle: chosen.id, adapters: [] });
    this.#draw();
    this.element.querySelector<HTMLButtonElement>("button")?.focus();
  }

  #forget(): void {
    this.#vehicle = undefined;
    remember(MEMORY, undefined);
    this.#store.set({ vehicle: "", adapters: [] });
    this.#draw();
    this.#box.input.focus();
  }

  #adapt(id: string, on: boolean): void {
    const adapters = this.#store.state.adapters.filter((each) => each !== id).concat(on ? [id] : []);
    if (this.#vehicle) remember(MEMORY, { vehicle: this.#vehicle, adapters } satisfies Remembered);
    this.#store.set({ adapters });
  }

  /** Learn the name of a vehicle that only an address named. */
  async #restore(): Promise<void> {
    const id = this.#store.state.vehicle;
    if (this.#vehicle?.id === id) return;
    this.#vehicle = undefined;
    if (id) {
      try {
        this.#vehicle = await ask(id);
      } catch {
        this.#vehicle = { id, label: id, inlets: [] };
      }
    }
    this.#draw();
  }

  #draw(): void {
    const legend = el("legend", {}, "My vehicle");
    if (!this.#store.state.vehicle) {
      fill(this.element, legend, el("div", { class: "field" }, svg(ICONS.car), ...this.#box.parts));
      return;
    }
    const forget = el("button", { type: "button", class: "chip-x", "aria-label": `Forget ${this.label}`, onclick: () => this.#forget() }, svg(ICONS.close));
    const detail = this.#vehicle ? describe(this.#vehicle) : "";
    fill(
      this.element,
      legend,
      el(
        "div",
        { class: "chosen" },
        svg(ICONS.car),
        el("span", { class: "option-text" }, el("span", {}, this.label), detail ? el("small", {}, detail) : null),
        forget,
      ),
      el(
        "details",
        { class: "adapters", open: this.#store.state.adapters.length > 0 },
        el("summary", {}, "I carry an adapter"),
        ...ADAPTERS.map(({ id, name }) => this.#adapter(id, name)),
      ),
    );
  }

  #adapter(id: string, name: string): HTMLElement {
    const box = el("input", {
      type: "checkbox",
      checked: this.#store.state.adapters.includes(id),
      onchange: (event) => this.#adapt(id, (event.target as HTMLInputElement).checked),
    });
    return el("label", { class: "tick" }, box, name);
  }
}

function describe(vehicle: Vehicle): string {
  const parts = [vehicle.inlets.join(", ")];
  if (vehicle.acKw) parts.push(`AC up to ${vehicle.acKw} kW`);
  if (vehicle.dcKw) parts.push(`DC up to ${vehicle.dcKw} kW`);
  return parts.filter(Boolean).join(" · ");
}
