/** The page: put together from the map and the panel beside it. */

import "maplibre-gl/dist/maplibre-gl.css";
import "./styles/tokens.css";
import "./styles/layout.css";
import "./styles/parts.css";
import { el, svg } from "./dom";
import { ICONS } from "./icons";
import { ChargingMap } from "./map/map";
import { recall, remember } from "./memory";
import { LocationCard } from "./panel/card";
import { FilterPanel } from "./panel/filters";
import { Results } from "./panel/results";
import { searchBox } from "./panel/search";
import { Sheet } from "./panel/sheet";
import { sourcesFooter } from "./panel/sources";
import { remembered, VehicleFilter } from "./panel/vehicle";
import { NO_FILTERS, read, START, Store, write, type State, type View } from "./state";

const VIEW = "view";
const TITLE = document.title;

function initialState(): State {
  const asked = read(window.location.hash);
  const view = asked.view ?? recall<View>(VIEW) ?? START;
  // an address with a view was shared: it means what it says, also where it names no vehicle
  const mine = asked.view ? undefined : remembered();
  return { ...NO_FILTERS, selected: "", ...mine, ...asked, ...(mine && !asked.vehicle ? mine : {}), view };
}

function start(panel: HTMLElement, mapElement: HTMLElement): void {
  const store = new Store(initialState());
  const map = new ChargingMap(mapElement, store);
  const vehicle = new VehicleFilter(store);
  const results = new Results(store);
  const sheet = new Sheet(panel, (inset) => map.setInset(inset));
  const search = searchBox(map, store);

  const list = el("div", { class: "list" }, new FilterPanel(store, vehicle).element, results.element, sourcesFooter());
  const showCard = ({ selected }: State): void => {
    list.hidden = selected !== "";
  };
  store.watch(showCard); // before the card, which returns the focus to the list
  const card = new LocationCard(store, vehicle, {
    loaded: (place) => {
      map.select(place);
      document.title = `${place.name ?? "Charging location"} – plugdex`;
      if (sheet.narrow) sheet.to("half");
    },
    closed: (id) => {
      map.select(undefined);
      document.title = TITLE;
      if (!results.focus(id)) map.focus();
    },
  });
  panel.append(
    sheet.handle,
    el(
      "header",
      {},
      el("h1", {}, svg(ICONS.bolt, "mark"), "plugdex"),
      el("div", { class: "field search", role: "search" }, svg(ICONS.search), ...search.parts),
    ),
    el("div", { class: "scroll" }, list, card.element),
  );

  const keep = (state: State, before: State): void => {
    const address = `#${write(state)}`;
    const opened = state.selected !== "" && before.selected === "";
    if (opened && address !== window.location.hash) history.pushState(null, "", address); // "back" closes the card
    else history.replaceState(null, "", address);
    remember(VIEW, state.view);
  };
  store.watch(keep);
  showCard(store.state);
  const drawn = map.drawn();
  map.onMoved((view, area) => {
    store.set({ view });
    results.moved(area);
  });
  void Promise.all([drawn, results.shown]).then(() => {
    performance.mark("plugdex-ready");
    document.documentElement.dataset["ready"] = "true";
  });
  window.addEventListener("hashchange", () => {
    const asked = read(window.location.hash);
    const { view } = asked;
    if (!view) return; // an anchor, not an address of the map
    store.set({ ...NO_FILTERS, ...asked, view });
    map.jump(view);
  });
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault(); // the address holds the filters
    (store.state.selected ? card : results).element.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.state.selected) card.close();
  });
  Object.assign(window, { plugdex: { rendered: () => map.rendered(), pointOf: (id: string) => map.pointOf(id) } });
}

const panel = document.getElementById("panel");
const mapElement = document.getElementById("map");
if (panel && mapElement) start(panel, mapElement);
