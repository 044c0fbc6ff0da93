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

const TYPE_1 = ["TYPE1", "CCS1"];
const TYPE_2 = ["TYPE2", "CCS2", "TESLA_TYPE2"];

/** Adapters that drivers own, by the names that the server knows them by, and the inlets they fit. */
const ADAPTERS: readonly { id: string; plug: string; inlets: readonly string[] }[] = [
  { id: "TYPE2_TO_TYPE1", plug: "Type 2", inlets: TYPE_1 },
  { id: "TYPE1_TO_TYPE2", plug: "Type 1", inlets: TYPE_2 },
  { id: "NACS_TO_TYPE1", plug: "NACS (AC)", inlets: TYPE_1 },
  { id: "NACS_TO_CCS1", plug: "NACS", inlets: ["CCS1"] },
  { id: "TYPE1_TO_NACS", plug: "Type 1", inlets: ["NACS"] },
  { id: "TYPE2_TO_NACS", plug: "Type 2", inlets: ["NACS"] },
  { id: "CCS1_TO_NACS", plug: "CCS1", inlets: ["NACS"] },
  { id: "CHADEMO_TO_TESLA", plug: "CHAdeMO", inlets: ["NACS", "TESLA_TYPE2"] },
  { id: "CCS2_TO_TESLA_TYPE2", plug: "CCS2", inlets: ["TESLA_TYPE2"] },
  { id: "CHADEMO_TO_CCS2", plug: "CHAdeMO", inlets: ["CCS2"] },
  { id: "CHADEMO_TO_CCS1", plug: "CHAdeMO", inlets: ["CCS1"] },
  { id: "GBT_DC_TO_CCS2", plug: "GB/T DC", inlets: ["CCS2"] },
  { id: "TYPE2_TO_GBT_AC", plug: "Type 2", inlets: ["GBT_AC"] },
  { id: "CCS2_TO_GBT_DC", plug: "CCS2", inlets: ["GBT_DC"] },
];

const INLETS: Record<string, string> = {
  TYPE1: "Type 1",
  TYPE2: "Type 2",
  TESLA_TYPE2: "Tesla Type 2",
  CHADEMO: "CHAdeMO",
  GBT_AC: "GB/T AC",
  GBT_DC: "GB/T DC",
};

/** The vehicle that this browser remembers, for a page whose address names none. */
export function remembered(): { vehicle: string; adapters: string[] } | undefined {
  const known = recall<Remembered>(MEMORY);
  return known?.vehicle?.id ? { vehicle: known.vehicle.id, adapters: known.adapters ?? [] } : undefined;
}

export class VehicleFilter {
  readonly element = el("fieldset", { class: "vehicle" });
  readonly #store: Store;
  readonly #boxes = new Map<string, HTMLInputElement>();
  #vehicle: Vehicle | undefined;
  readonly #box: Combobox;

  constructor(store: Store) {
    this.#store = store;
    this.#box = new Combobox({
      id: "vehicle",
      label: "My vehicle",
      placeholder: "Make and model, such as Renault 5",
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
      else if (state.adapters !== before.adapters) this.#tick(state.adapters);
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

  /** Show which adapters are chosen, in the boxes that are there: whoever ticks one keeps the focus. */
  #tick(adapters: readonly string[]): void {
    if (!adapters.every((id) => this.#boxes.has(id))) this.#draw();
    for (const [id, box] of this.#boxes) box.checked = adapters.includes(id);
  }

  /** Learn the name of a vehicle that only an address named. */
  async #restore(): Promise<void> {
    const id = this.#store.state.vehicle;
    if (this.#vehicle?.id === id) return;
    this.#vehicle = undefined;
    if (id) {
      this.#draw(); // not under the name of the vehicle before
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
        el("summary", {}, "I carry an adapter …"),
        ...this.#adapters(),
      ),
    );
  }

  #adapters(): HTMLElement[] {
    this.#boxes.clear();
    const inlets = this.#vehicle?.inlets ?? [];
    const chosen = this.#store.state.adapters;
    return ADAPTERS.filter((each) => chosen.includes(each.id) || each.inlets.some((inlet) => inlets.includes(inlet))).map(
      ({ id, plug }) => this.#adapter(id, `for ${plug} connectors`),
    );
  }

  #adapter(id: string, name: string): HTMLElement {
    const box = el("input", {
      type: "checkbox",
      checked: this.#store.state.adapters.includes(id),
      onchange: (event) => this.#adapt(id, (event.target as HTMLInputElement).checked),
    });
    this.#boxes.set(id, box);
    return el("label", { class: "tick" }, box, name);
  }
}

function describe(vehicle: Vehicle): string {
  const parts = [vehicle.inlets.map((inlet) => INLETS[inlet] ?? inlet).join(", ")];
  if (vehicle.acKw) parts.push(`AC up to ${vehicle.acKw} kW`);
  if (vehicle.dcKw) parts.push(`DC up to ${vehicle.dcKw} kW`);
  return parts.filter(Boolean).join(" · ");
}
