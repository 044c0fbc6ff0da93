/** What the server answers, and how it is asked. */

import { standardsOf } from "./plugs";
import type { Filters } from "./state";

export interface Group {
  standard: string;
  name: string;
  maxPower?: number;
  text?: string;
  evses: number;
  available?: number;
  price?: string;
}

export interface Card {
  id: string;
  name?: string;
  lat: number;
  lon: number;
  address?: string;
  city?: string;
  postalCode?: string;
  country?: string;
  operator?: string;
  restrictions?: string[];
  open24x7?: boolean;
  groups: Group[];
  matching?: { evses: number; available?: number };
  distance?: number;
}

export interface Connector {
  id: string;
  standard?: string;
  name: string;
  format?: string;
  powerType?: string;
  maxPower?: number;
  text?: string;
  tariffs: string[];
}

export interface Evse {
  uid: string;
  evseId?: string;
  status: string;
  since?: string;
  connectors: Connector[];
}

export interface Tariff {
  id: string;
  name?: string;
  currency: string;
  text?: string;
}

export interface Place {
  id: string;
  name?: string;
  lat: number;
  lon: number;
  address?: string;
  city?: string;
  postalCode?: string;
  country?: string;
  operator?: { name: string; website?: string };
  helpPhone?: string;
  restrictions: string[];
  hours?: { open24x7: boolean; openNow?: boolean | null; lines: string[] };
  parkingType?: string;
  facilities: string[];
  payments: string[];
  groups: Group[];
  evses: Evse[];
  tariffs: Tariff[];
  priceTexts: string[];
  source: { name: string; title: string; licence: string; licenceUrl?: string; attribution: string; updated?: string };
}

export interface Vehicle {
  id: string;
  label: string;
  inlets: string[];
  acKw?: number;
  dcKw?: number;
}

export interface Fit {
  connectors: { evse: string; connector: string; standard?: string; fit: FitKind; maxPower?: number; text: string }[];
}
export type FitKind = "direct" | "adapter" | "no" | "unknown";

/** What a session costs at connectors that are alike, or why nobody can say. */
export interface Offer {
  connectors: string[];
  price?: { currency: string; total: { excl?: number | null; incl?: number | null }; payable?: number | null };
  reasons?: { code: string }[];
}

export interface Estimate {
  id: string;
  offers: Offer[];
}

export interface Source {
  name: string;
  licence: string;
  attribution: string;
  finished: number;
  locations: number;
}

interface Items<T> {
  items: T[];
  next?: string;
}

/** The server answered, but not with what was asked for. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(path, { headers: { accept: "application/json" }, ...(signal && { signal }) });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Refused(answer.status, problem.detail ?? answer.statusText);
  }
  return (await answer.json()) as T;
}

/** The filters as the server's parameters; the same for lists and for tiles. */
export function parameters(filters: Filters): URLSearchParams {
  const query = new URLSearchParams();
  if (filters.plugs.length) query.set("connectors", standardsOf(filters.plugs).join(","));
  if (filters.minKw) query.set("minKw", String(filters.minKw));
  if (filters.available) query.set("available", "1");
  if (filters.publicOnly) query.set("access", "public");
  if (filters.vehicle) query.set("vehicle", filters.vehicle);
  if (filters.vehicle && filters.adapters.length) query.set("adapters", filters.adapters.join(","));
  return query;
}

export interface Point {
  lat: number;
  lon: number;
}

export interface Area extends Point {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Locations in view, the nearest to its centre first. */
export function inView(area: Area, filters: Filters, limit: number, signal: AbortSignal): Promise<Items<Card>> {
  const query = parameters(filters);
  const box = [area.west, area.south, area.east, area.north].map((degrees) => degrees.toFixed(5));
  query.set("bbox", box.join(","));
  query.set("at", `${area.lat.toFixed(5)},${area.lon.toFixed(5)}`);
  query.set("limit", String(limit));
  return get(`/api/search?${query}`, signal);
}

/** Locations whose name, address, city or operator has a text, the nearest to a point first, page by page. */
export async function* byText(text: string, { lat, lon }: Point, limit: number, signal: AbortSignal): AsyncGenerator<Card[]> {
  const query = new URLSearchParams({ q: text, at: `${lat.toFixed(5)},${lon.toFixed(5)}`, limit: String(limit) });
  for (;;) {
    const { items, next } = await get<Items<Card>>(`/api/search?${query}`, signal);
    yield items;
    if (next === undefined) return;
    query.set("cursor", next);
  }
}

export function place(id: string, signal: AbortSignal): Promise<Place> {
  return get(`/api/locations/${encodeURIComponent(id)}`, signal);
}

/** Degrees around a location within which it is heard of. */
const EARSHOT = 0.0005;

/** Call `changed` whenever a location or one of its statuses changes, until what is returned is called. */
export function follow(id: string, { lat, lon }: Point, changed: () => void): () => void {
  const box = [lon - EARSHOT, lat - EARSHOT, lon + EARSHOT, lat + EARSHOT].map((degrees) => degrees.toFixed(5));
  const live = new EventSource(`/api/live?${new URLSearchParams({ bbox: box.join(",") })}`);
  const heard = (event: MessageEvent<string>): void => {
    if ((JSON.parse(event.data) as { id: string }).id === id) changed();
  };
  for (const kind of ["published", "status", "withdrawn"]) live.addEventListener(kind, heard);
  return () => live.close();
}

export function fit(id: string, vehicle: string, adapters: readonly string[], signal: AbortSignal): Promise<Fit> {
  const query = new URLSearchParams({ vehicle });
  if (adapters.length) query.set("adapters", adapters.join(","));
  return get(`/api/locations/${encodeURIComponent(id)}/fit?${query}`, signal);
}

/** What it costs to charge a vehicle there now, from and to a state of charge in per cent. */
export async function estimate(id: string, vehicle: string, adapters: readonly string[], soc: readonly [number, number], signal: AbortSignal): Promise<Estimate | undefined> {
  const query = new URLSearchParams({ ids: id, vehicle, socFrom: String(soc[0]), socTo: String(soc[1]) });
  if (adapters.length) query.set("adapters", adapters.join(","));
  return (await get<Items<Estimate>>(`/api/estimate?${query}`, signal)).items[0];
}

export function vehicles(text: string, signal: AbortSignal): Promise<Items<Vehicle>> {
  return get(`/api/vehicles?${new URLSearchParams({ q: text, limit: "8" })}`, signal);
}

export function vehicle(id: string): Promise<Vehicle> {
  return get(`/api/vehicles/${encodeURIComponent(id)}`);
}

export function connectors(): Promise<Items<{ standard: string; name: string; locations: number }>> {
  return get("/api/connectors");
}

export function sources(): Promise<Items<Source>> {
  return get("/api/sources");
}
