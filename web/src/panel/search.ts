/** The search box: towns, locations, operators, and coordinates. */

import { svg } from "../dom";
import { ICONS } from "../icons";
import type { ChargingMap } from "../map/map";
import { byText, type Card } from "../server";
import type { Store } from "../state";
import { addressLine } from "../texts";
import { Combobox, type Option } from "./combobox";

const ASKED = 200;
/** So many locations that only have a street or an operator of the name are gone through for a town. */
const MOST_ASKED = 1000;
const SHOWN = 6;
const COORDINATES = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[, ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

export function searchBox(map: ChargingMap, store: Store): Combobox {
  const box: Combobox = new Combobox({
    id: "search",
    label: "Search for a town, a location or an operator",
    placeholder: "Town, location or operator",
    least: 2,
    nothing: "Nothing of this name. Try the name of a town.",
    load: async (text, signal) => {
      const point = readPoint(text);
      if (point) return [coordinates(map, ...point)];
      const items = await nearby(text, store, signal);
      return [...towns(map, items, text), ...items.slice(0, SHOWN).map((card) => location(map, store, card))];
    },
  });
  return box;
}

/** The nearest locations found by a text: so many that a town of the name is among them, if there is one. */
async function nearby(text: string, store: Store, signal: AbortSignal): Promise<Card[]> {
  const found: Card[] = [];
  for await (const page of byText(text, store.state.view, ASKED, signal)) {
    found.push(...page);
    if (found.length >= MOST_ASKED || page.some((card) => isIn(card, plain(text)))) break;
  }
  return found;
}

/** Latitude and longitude, where a text is a point of the earth. */
function readPoint(text: string): [number, number] | undefined {
  const found = COORDINATES.exec(text);
  if (!found) return undefined;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lat, lon] : undefined;
}

function coordinates(map: ChargingMap, lat: number, lon: number): Option {
  return {
    label: `${lat}, ${lon}`,
    detail: "Go to these coordinates",
    picture: svg(ICONS.pin),
    choose: () => map.goTo(lat, lon),
  };
}

function location(map: ChargingMap, store: Store, card: Card): Option {
  return {
    label: card.name ?? card.address ?? card.operator ?? "Charging location",
    detail: [addressLine(card), card.operator].filter(Boolean).join(" · "),
    picture: svg(ICONS.bolt),
    choose: () => {
      map.goTo(card.lat, card.lon);
      store.set({ selected: card.id });
    },
  };
}

/** The towns among the locations found whose name begins with what was typed. */
function towns(map: ChargingMap, cards: readonly Card[], text: string): Option[] {
  const wanted = plain(text);
  const found = new Map<string, Card[]>();
  for (const card of cards) {
    if (!isIn(card, wanted)) continue;
    const key = `${plain(card.city ?? "")}/${card.country ?? ""}`;
    found.set(key, [...(found.get(key) ?? []), card]);
  }
  return [...found.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, 3)
    .map((members) => town(map, members));
}

function isIn(card: Card, town: string): boolean {
  return plain(card.city ?? "").startsWith(town);
}

function town(map: ChargingMap, members: readonly Card[]): Option {
  const lats = members.map((card) => card.lat).sort((a, b) => a - b);
  const lons = members.map((card) => card.lon).sort((a, b) => a - b);
  const country = members[0]?.country;
  return {
    label: title(members[0]?.city ?? ""),
    detail: country ? `Town in ${countryName(country)}` : "Town",
    picture: svg(ICONS.building),
    // a single location far off its town must not decide what is shown
    choose: () => map.goTo(middle(lats), middle(lons), 12.5),
  };
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function title(text: string): string {
  return text === text.toUpperCase() ? text.replace(/\p{L}+/gu, (word) => word.charAt(0) + word.slice(1).toLowerCase()) : text;
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

const ALPHA_2: Record<string, string> = { NLD: "NL", USA: "US", FRA: "FR", DEU: "DE", CHE: "CH", GBR: "GB", CAN: "CA", BEL: "BE", AUT: "AT", ITA: "IT", ESP: "ES", NOR: "NO", SWE: "SE", DNK: "DK", FIN: "FI", LUX: "LU", PRT: "PT", POL: "PL", CZE: "CZ", IRL: "IE" };
const NAMES = new Intl.DisplayNames("en", { type: "region" });

function countryName(alpha3: string): string {
  const code = ALPHA_2[alpha3];
  return (code && NAMES.of(code)) ?? alpha3;
}
