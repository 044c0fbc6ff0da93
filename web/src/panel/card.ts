/** The card of a location: what a driver wants to know before going there. */

import { el, fill, svg } from "../dom";
import { divide } from "../groups";
import { ICONS } from "../icons";
import { pictureOf } from "../plugs";
import { SOC, sessionPrice } from "../prices";
import { estimate, fit, follow, place as ask, Refused, type Connector, type Estimate, type Evse, type Fit, type FitKind, type Group, type Place } from "../server";
import { sameFilters, type Store } from "../state";
import { addressLine, ago, FAILED, groupParts, humane, payments, power, RESTRICTION, STATUS } from "../texts";
import type { VehicleFilter } from "./vehicle";

const BEST: readonly FitKind[] = ["direct", "adapter", "unknown", "no"];
const FIT_ICON: Record<FitKind, string> = { direct: ICONS.check, adapter: ICONS.check, no: ICONS.cross, unknown: ICONS.question };

const MOST_PRICES = 6;

/** Phones open `geo:` links in an app of maps; a computer mostly has none. */
const TOUCH = window.matchMedia("(pointer: coarse)");

interface Events {
  loaded: (place: Place) => void;
  closed: (id: string) => void;
}

export class LocationCard {
  readonly element = el("article", { class: "card", tabindex: "-1", "aria-label": "Charging location", hidden: true });
  readonly #store: Store;
  readonly #vehicle: VehicleFilter;
  readonly #events: Events;
  #running: AbortController | undefined;
  /** Ends following the location that is shown. */
  #unfollow: (() => void) | undefined;
  #place: Place | undefined;
  /** Whether what is selected was not shown yet. */
  #isNew = false;

  constructor(store: Store, vehicle: VehicleFilter, events: Events) {
    this.#store = store;
    this.#vehicle = vehicle;
    this.#events = events;
    store.watch((state, before) => {
      if (state.selected !== before.selected) this.#selected(state.selected, before.selected);
      else if (state.selected && !sameFilters(state, before)) void this.#load(state.selected, false);
    });
    document.addEventListener("visibilitychange", () => {
      this.#follow(); // browsers allow few connections, so a page that nobody sees keeps none
      if (!document.hidden && store.state.selected) void this.#load(store.state.selected, false);
    });
    if (store.state.selected) this.#selected(store.state.selected, "");
  }

  close(): void {
    this.#store.set({ selected: "" });
  }

  #selected(id: string, before: string): void {
    this.element.hidden = !id;
    this.#place = undefined;
    this.#follow();
    if (id) return void this.#load(id, true);
    this.#running?.abort();
    this.#events.closed(before);
  }

  async #load(id: string, fresh: boolean): Promise<void> {
    this.#running?.abort(); // a late answer must not replace a newer one
    const running = (this.#running = new AbortController());
    this.#isNew ||= fresh;
    const { vehicle, adapters } = this.#store.state;
    if (fresh) this.#wait();
    try {
      const [place, fits, cost] = await Promise.all([
        ask(id, running.signal),
        vehicle ? fit(id, vehicle, adapters, running.signal).catch(() => undefined) : undefined,
        vehicle ? estimate(id, vehicle, adapters, SOC, running.signal).catch(() => undefined) : undefined,
      ]);
      if (running.signal.aborted) return;
      const back = this.#keep();
      this.#draw(place, fits, cost);
      back();
      if (this.#place === undefined) {
        this.#place = place;
        this.#follow();
      }
      if (this.#isNew) {
        this.#isNew = false;
        this.element.querySelector<HTMLElement>("h2")?.focus();
        this.#events.loaded(place);
      }
    } catch (error) {
      if (!running.signal.aborted) this.#failed(error, id);
    }
  }

  /** Show what changes of the location while it is open and seen. */
  #follow(): void {
    this.#unfollow?.();
    const place = document.hidden ? undefined : this.#place;
    this.#unfollow = place && follow(place.id, place, () => void this.#load(place.id, false));
  }

  /** Remember the focus and what is unfolded; what is returned puts both back into what is drawn then. */
  #keep(): () => void {
    const within = <T extends HTMLElement>(selector: string): T[] => [...this.element.querySelectorAll<T>(selector)];
    const focused = within("a, button, summary, h2").findIndex((each) => each === document.activeElement);
    const unfolded = within<HTMLDetailsElement>("details").map((each) => each.open);
    return () => {
      within<HTMLDetailsElement>("details").forEach((each, place) => (each.open ||= unfolded[place] ?? false));
      if (focused >= 0) within("a, button, summary, h2")[focused]?.focus({ preventScroll: true });
    };
  }

  #wait(): void {
    fill(this.element, this.#bar(), el("div", { class: "skeleton", role: "status", "aria-label": "Loading" }, ...["", "", ""].map(() => el("span", {}))));
  }

  #failed(error: unknown, id: string): void {
    const gone = error instanceof Refused && error.status === 404;
    const again = el("button", { type: "button", class: "quiet", onclick: () => void this.#load(id, true) }, "Try again");
    const text = gone ? "This charging location is not in the directory any more." : FAILED;
    fill(this.element, this.#bar(), el("div", { class: "message" }, el("strong", { role: "alert" }, text), gone ? null : again));
  }

  #bar(): HTMLElement {
    return el(
      "div",
      { class: "card-bar" },
      el("button", { type: "button", class: "quiet back", onclick: () => this.close() }, svg(ICONS.back), "All locations"),
      el("button", { type: "button", class: "round", "aria-label": "Close", onclick: () => this.close() }, svg(ICONS.close)),
    );
  }

  #draw(place: Place, fits: Fit | undefined, cost: Estimate | undefined): void {
    const name = place.name ?? place.address ?? place.operator?.name ?? "Charging location";
    fill(
      this.element,
      this.#bar(),
      el("h2", { tabindex: "-1" }, name),
      el("p", { class: "detail" }, addressLine(place)),
      this.#fitSentence(fits),
      ...place.restrictions.map((code) => fact(ICONS.lock, "Access", RESTRICTION[code] ?? humane(code), "warning")),
      this.#groups(place, cost),
      this.#actions(place),
      facts(place),
      points(place, fits),
      origin(place),
    );
  }

  #groups(place: Place, cost: Estimate | undefined): HTMLElement {
    const { wanted, others } = divide(place.groups, this.#store.state);
    const marked = others.length > 0 ? "wanted" : ""; // no mark where it would be on all
    const rows = (groups: readonly Group[], mark: string): HTMLElement[] =>
      groups.map((group) => groupRow(group, mark, place.evses, cost));
    return el("ul", { class: "card-groups", "aria-label": "Connectors" }, ...rows(wanted, marked), ...rows(others, ""));
  }

  #fitSentence(fits: Fit | undefined): HTMLElement | null {
    if (!this.#store.state.vehicle) return null;
    const best = fits?.connectors.toSorted(
      (a, b) => BEST.indexOf(a.fit) - BEST.indexOf(b.fit) || (b.maxPower ?? 0) - (a.maxPower ?? 0),
    )[0];
    const kind = best?.fit ?? "unknown";
    const text = best?.text ?? "Whether it fits is not known.";
    return el("p", { class: `fit ${kind}` }, svg(FIT_ICON[kind]), el("span", {}, el("strong", {}, this.#vehicle.label), " ", text));
  }

  #actions(place: Place): HTMLElement {
    const copied = el("span", { role: "status", class: "quiet-note" });
    const copy = async (text: string, done: string, otherwise: string): Promise<void> => {
      try {
        await navigator.clipboard.writeText(text);
        copied.textContent = done;
      } catch {
        copied.textContent = otherwise;
      }
    };
    const copyLink = (): void => void copy(window.location.href, "Link copied", "Copy the address of this page");
    const at = `${place.lat},${place.lon}`;
    const copyPoint = (): void => void copy(at, "Coordinates copied", at);
    return el(
      "div",
      { class: "actions" },
      TOUCH.matches
        ? el("a", { class: "button", href: `geo:${at}?q=${at}` }, svg(ICONS.route), "Directions")
        : el("button", { type: "button", class: "button", onclick: copyPoint }, svg(ICONS.pin), "Copy coordinates"),
      el("button", { type: "button", class: "button plain", onclick: copyLink }, svg(ICONS.link), "Copy link"),
      copied,
    );
  }
}

function groupRow(group: Group, mark: string, evses: readonly Evse[], cost: Estimate | undefined): HTMLElement {
  const [what, ...rest] = groupParts(group);
  const free = group.available;
  const known = free !== undefined;
  const text = known ? rest.slice(0, -1) : rest;
  const badge = known ? el("span", { class: `badge ${free ? "free" : "busy"}` }, rest.at(-1) ?? "") : null;
  const prices = [group.price ?? "", cost ? sessionPrice(group, evses, cost) : ""].filter(Boolean);
  return el(
    "li",
    { class: mark || undefined },
    svg(pictureOf(group.standard), "plug-picture"),
    el(
      "span",
      { class: "option-text" },
      mark ? el("span", { class: "sr" }, "Matches the filters: ") : null,
      el("strong", {}, what ?? ""),
      el("small", {}, text.join(" · ") || "Power not known"),
      ...prices.map((line) => el("small", { class: "price" }, line)),
    ),
    badge,
  );
}

function fact(icon: string, label: string, value: string | HTMLElement, tone = ""): HTMLElement {
  return el(
    "div",
    { class: `fact ${tone}` },
    svg(icon),
    el("div", {}, el("span", { class: "sr" }, `${label}: `), value),
  );
}

function facts(place: Place): HTMLElement {
  const rows: (HTMLElement | null)[] = [
    hours(place),
    place.tariffs.length ? fact(ICONS.coin, "Tariffs", prices(place)) : null,
    place.priceTexts.length ? fact(ICONS.coin, "Prices in the words of the source", texts(place.priceTexts)) : null,
    place.payments.length ? fact(ICONS.card, "Payment", payments(place.payments)) : null,
    place.operator ? fact(ICONS.building, "Operator", operator(place.operator)) : null,
    place.helpPhone ? fact(ICONS.phone, "Help", el("a", { href: `tel:${place.helpPhone}` }, place.helpPhone)) : null,
    place.parkingType || place.facilities.length
      ? fact(ICONS.parking, "Around", [place.parkingType ?? "", ...place.facilities].filter(Boolean).map(humane).join(" · "))
      : null,
  ];
  return el("div", { class: "facts" }, ...rows);
}

function hours(place: Place): HTMLElement | null {
  const { hours } = place;
  if (!hours) return null;
  if (hours.open24x7) return fact(ICONS.clock, "Opening hours", "Open 24 hours, every day");
  const now = hours.openNow === true ? "Open now" : hours.openNow === false ? "Closed now" : "";
  const lines = el("div", {}, now ? el("strong", {}, now) : null, ...hours.lines.map((line) => el("div", {}, line)));
  return fact(ICONS.clock, "Opening hours", lines);
}

/** The prices, each with its plugs where not all plugs have it. */
function prices(place: Place): HTMLElement {
  const connectors = place.evses.flatMap((evse) => evse.connectors);
  const plugs = (ids: Connector[]): string => [...new Set(ids.map((each) => each.name))].join(", ");
  const all = plugs(connectors);
  const lines = place.tariffs.map(({ id, name, text }) => {
    const its = plugs(connectors.filter((each) => each.tariffs.includes(id)));
    return [its === all ? "" : its, text, name].filter(Boolean).join(" · ");
  });
  const distinct = [...new Set(lines.filter(Boolean))].slice(0, MOST_PRICES);
  return el("div", {}, ...distinct.map((line) => el("div", {}, line)));
}

function texts(lines: readonly string[]): HTMLElement {
  return el("div", {}, ...lines.slice(0, MOST_PRICES).map((line) => el("div", {}, line)));
}

function operator({ name, website }: { name: string; website?: string }): HTMLElement {
  const address = website && URL.canParse(website) ? new URL(website) : undefined;
  if (!address || !/^https?:$/.test(address.protocol)) return el("span", {}, name);
  return el("a", { href: address.href, rel: "noopener noreferrer", target: "_blank" }, name);
}

function points(place: Place, fits: Fit | undefined): HTMLElement {
  const one = place.evses.length === 1;
  return el(
    "details",
    { class: "points" },
    el("summary", {}, one ? "1 charging point" : `${place.evses.length} charging points`),
    el("ul", {}, ...place.evses.map((evse) => point(evse, fits))),
  );
}

function point(evse: Evse, fits: Fit | undefined): HTMLElement {
  const { text, tone } = STATUS[evse.status] ?? { text: humane(evse.status), tone: "unknown" as const };
  const since = evse.since && evse.status !== "UNKNOWN" ? ` since ${ago(evse.since).replace(/ ago$/, "")}` : "";
  const told = since.includes("yesterday") || !since ? text : `${text},${since.replace(" since", " for")}`;
  return el(
    "li",
    {},
    el("div", { class: "point-head" }, el("code", {}, evse.evseId ?? evse.uid), el("span", { class: `badge ${tone}` }, told)),
    ...evse.connectors.map((connector) => {
      const match = fits?.connectors.find((each) => each.evse === evse.uid && each.connector === connector.id);
      const parts = [connector.name, connector.maxPower ? (connector.text ?? power(connector.maxPower)) : "", connector.format ? humane(connector.format) : ""];
      return el("div", { class: "point-plug" }, parts.filter(Boolean).join(" · "), match ? el("div", {}, el("small", {}, match.text)) : null);
    }),
  );
}

function origin(place: Place): HTMLElement {
  const { name, attribution, licence, updated } = place.source;
  const age = updated ? `Changed ${ago(updated)}. ` : "";
  const terms = licence ? ` Licence: ${licence}.` : "";
  return el(
    "footer",
    { class: "origin" },
    svg(ICONS.source),
    el(
      "p",
      {},
      `${age}Data: ${(attribution || name).replace(/\.$/, "")}.${terms} `,
      el("a", { href: `/api/sources/${encodeURIComponent(name)}` }, "About this source"),
    ),
  );
}
