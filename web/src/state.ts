/** What the page shows: the view, the filters, the selected location. The address holds all of it. */

import { PLUGS } from "./plugs";

export interface View {
  lat: number;
  lon: number;
  zoom: number;
}

export interface Filters {
  plugs: readonly string[];
  minKw: number;
  available: boolean;
  publicOnly: boolean;
  vehicle: string;
  adapters: readonly string[];
}

export interface State extends Filters {
  view: View;
  selected: string;
}

/** Steps of the power filter in kilowatts: what is built, and what people ask for. */
export const POWER_STEPS = [0, 7, 11, 22, 50, 100, 150, 200, 300] as const;

/** Western Europe: where most of the open data is. */
export const START: View = { lat: 48.6, lon: 6.5, zoom: 4.4 };

export const NO_FILTERS: Filters = {
  plugs: [],
  minKw: 0,
  available: false,
  publicOnly: false,
  vehicle: "",
  adapters: [],
};

/** The part of an address behind the `#`. */
export function write(state: State): string {
  const { lat, lon, zoom } = state.view;
  const digits = Math.max(2, Math.min(6, Math.ceil(zoom / 3) + 1));
  const parts = [`map=${Number(zoom.toFixed(2))}/${lat.toFixed(digits)}/${lon.toFixed(digits)}`];
  if (state.plugs.length) parts.push(`plugs=${state.plugs.join(",")}`);
  if (state.minKw) parts.push(`kw=${state.minKw}`);
  if (state.available) parts.push("free=1");
  if (state.publicOnly) parts.push("public=1");
  if (state.vehicle) parts.push(`vehicle=${encodeURIComponent(state.vehicle)}`);
  if (state.adapters.length) parts.push(`adapters=${state.adapters.map(encodeURIComponent).join(",")}`);
  if (state.selected) parts.push(`at=${encodeURIComponent(state.selected)}`);
  return parts.join("&");
}

/** The state of an address; whatever makes no sense counts as absent. */
export function read(hash: string): Partial<State> {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const state: Partial<State> = {
    plugs: list(params.get("plugs")).filter((id) => PLUGS.some((plug) => plug.id === id)),
    minKw: POWER_STEPS.find((step) => step === Number(params.get("kw"))) ?? 0,
    available: params.get("free") === "1",
    publicOnly: params.get("public") === "1",
    selected: params.get("at") ?? "",
    adapters: list(params.get("adapters")),
  };
  const vehicle = params.get("vehicle");
  if (vehicle) state.vehicle = vehicle;
  const view = readView(params.get("map"));
  if (view) state.view = view;
  return state;
}

function readView(text: string | null): View | undefined {
  const [zoom, lat, lon] = (text ?? "").split("/").map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined) return undefined;
  const valid = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 90 && Math.abs(lon) <= 360;
  return valid ? { lat, lon, zoom } : undefined;
}

function list(text: string | null): string[] {
  return (text ?? "").split(",").filter(Boolean);
}

type Listener = (state: State, before: State) => void;

/** Holds the state, and tells whoever wants to know. */
export class Store {
  #listeners: Listener[] = [];
  constructor(public state: State) {}

  /** Be told of every change. */
  watch(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Change some of it. */
  set(change: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...change };
    for (const listener of this.#listeners) listener(this.state, before);
  }
}

/** Whether two states ask for the same locations. */
export function sameFilters(a: Filters, b: Filters): boolean {
  return JSON.stringify(pick(a)) === JSON.stringify(pick(b));
}

/** How many filters are set. */
export function countFilters(filters: Filters): number {
  const { plugs, minKw, available, publicOnly, vehicle } = filters;
  return plugs.length + [minKw > 0, available, publicOnly, vehicle !== ""].filter(Boolean).length;
}

function pick({ plugs, minKw, available, publicOnly, vehicle, adapters }: Filters): unknown {
  return [plugs, minKw, available, publicOnly, vehicle, adapters];
}
