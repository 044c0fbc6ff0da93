/** The map: it shows what the filters leave, tells where it is, and what was clicked. */

import { GeolocateControl, Map as MapLibre, NavigationControl, ScaleControl, setWorkerCount, setWorkerUrl } from "maplibre-gl";
import type { GeoJSONSource, MapGeoJSONFeature, MapMouseEvent, VectorTileSource } from "maplibre-gl";
import workerUrl from "virtual:map-worker";
import { parameters, type Area } from "../server";
import { sameFilters, type Filters, type Store, type View } from "../state";
import { addMarks } from "./images";
import { layers, MAX_TILE_ZOOM, SELECTED, SOURCE } from "./layers";
import { dark, palette } from "./palette";
import { offlineStyle, styleUrl } from "./style";

setWorkerUrl(workerAddress());
setWorkerCount(2); // the outlines of the world must not hold up the locations

const CLUSTER_STEP = 2;
const CLOSE = 15;
const TOLERANCE = 6; // pixels around a click that count, for fingers

export class ChargingMap {
  readonly #map: MapLibre;
  readonly #store: Store;
  #selected: { lat: number; lon: number } | undefined;

  constructor(container: HTMLElement, store: Store) {
    const { lat, lon, zoom } = store.state.view;
    this.#store = store;
    this.#map = new MapLibre({
      container,
      style: styleUrl() || offlineStyle(),
      center: [lon, lat],
      zoom,
      maxZoom: 19,
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: { compact: false },
      locale: { "Map.Title": "Map of charging locations" },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.#map.addControl(new GeolocateControl({ positionOptions: { enableHighAccuracy: true } }), "top-right");
    this.#map.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-right");
    this.#listen();
  }

  /** Called at once and after each movement with what is in view. */
  onMoved(listener: (view: View, area: Area) => void): void {
    const tell = (): void => listener(this.#view(), this.area());
    this.#map.on("moveend", tell);
    tell();
  }

  /** Settles when the locations of the first view are drawn. */
  drawn(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.#map.getSource(SOURCE) || !this.#map.isSourceLoaded(SOURCE)) return;
        this.#map.off("render", look);
        resolve();
      };
      this.#map.on("render", look);
    });
  }

  /** What is in view, without what lies beneath the sheet of a phone. */
  area(): Area {
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const { bottom = 0 } = this.#map.getPadding();
    const northWest = this.#map.unproject([0, 0]);
    const southEast = this.#map.unproject([clientWidth, clientHeight - bottom]);
    const { lat, lng } = this.#map.getCenter();
    const whole = southEast.lng - northWest.lng >= 360;
    return {
      west: whole ? -180 : wrap(northWest.lng),
      east: whole ? 180 : wrap(southEast.lng),
      south: Math.max(-90, southEast.lat),
      north: Math.min(90, northWest.lat),
      lat,
      lon: wrap(lng),
    };
  }

  /** Go to a point, close enough to see single locations. */
  goTo(lat: number, lon: number, zoom = CLOSE): void {
    this.#map.stop();
    this.#map.easeTo({ center: [lon, lat], zoom: Math.max(zoom, this.#map.getZoom()) });
  }

  /** Show exactly a view. */
  jump({ lat, lon, zoom }: View): void {
    this.#map.jumpTo({ center: [lon, lat], zoom });
  }

  /** Mark the selected location, and bring it into view where it is not. */
  select(point: { lat: number; lon: number } | undefined): void {
    this.#selected = point;
    this.#showSelected();
    if (!point) return;
    const at = this.#map.project([point.lon, point.lat]);
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const { top, bottom } = this.#map.getPadding();
    const inside = at.x > 30 && at.x < clientWidth - 30 && at.y > 30 + (top ?? 0) && at.y < clientHeight - 30 - (bottom ?? 0);
    if (!inside || this.#map.getZoom() < 11) this.goTo(point.lat, point.lon, inside ? this.#map.getZoom() : 13);
  }

  /** Keep the part beneath the sheet of a phone out of the middle. */
  setInset(bottom: number): void {
    if (this.#map.getPadding().bottom !== bottom) this.#map.easeTo({ padding: { top: 0, left: 0, right: 0, bottom }, duration: 0 });
  }

  focus(): void {
    this.#map.getCanvas().focus();
  }

  /** How many features are drawn; for tests and measurements. */
  rendered(): { clusters: number; locations: number } {
    const count = (layer: string): number =>
      this.#map.getLayer(layer) ? this.#map.queryRenderedFeatures({ layers: [layer] }).length : 0;
    return { clusters: count("clusters"), locations: count("places") };
  }

  /** Where on the page a location is drawn; for tests. */
  pointOf(id: string): { x: number; y: number } | undefined {
    const found = this.#map.queryRenderedFeatures({ layers: ["places"], filter: ["==", ["get", "id"], id] })[0];
    if (found?.geometry.type !== "Point") return undefined;
    const { x, y } = this.#map.project(found.geometry.coordinates as [number, number]);
    const { left, top } = this.#map.getContainer().getBoundingClientRect();
    return { x: x + left, y: y + top };
  }

  #listen(): void {
    this.#map.on("style.load", () => this.#dress());
    this.#map.on("click", (event) => this.#clicked(event));
    for (const layer of ["clusters", "places"]) {
      this.#map.on("mouseenter", layer, () => this.#cursor("pointer"));
      this.#map.on("mouseleave", layer, () => this.#cursor(""));
    }
    dark.addEventListener("change", () => {
      if (!styleUrl()) this.#map.setStyle(offlineStyle(), { diff: false });
    });
    this.#store.watch((state, before) => {
      if (!sameFilters(state, before)) this.#filter(state);
    });
  }

  /** Put our sources and layers onto a style that was just loaded. */
  #dress(): void {
    const glyphs = Boolean(this.#map.getStyle().glyphs);
    addMarks(this.#map);
    this.#map.addSource(SOURCE, { type: "vector", tiles: [tiles(this.#store.state)], maxzoom: MAX_TILE_ZOOM });
    this.#map.addSource(SELECTED, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    for (const layer of layers(palette(), glyphs)) this.#map.addLayer(layer);
    this.#showSelected();
  }

  #filter(filters: Filters): void {
    this.#map.getSource<VectorTileSource>(SOURCE)?.setTiles([tiles(filters)]);
  }

  #clicked(event: MapMouseEvent): void {
    const { x, y } = event.point;
    const hit = (layer: string): MapGeoJSONFeature | undefined =>
      this.#map.queryRenderedFeatures([[x - TOLERANCE, y - TOLERANCE], [x + TOLERANCE, y + TOLERANCE]], { layers: [layer] })[0];
    const location = hit("places");
    const id: unknown = location?.properties["id"];
    if (typeof id === "string") return this.#store.set({ selected: id });
    const cluster = hit("clusters");
    if (cluster?.geometry.type === "Point") {
      const [lon, lat] = cluster.geometry.coordinates as [number, number];
      this.goTo(lat, lon, this.#map.getZoom() + CLUSTER_STEP);
    }
  }

  #showSelected(): void {
    const point = this.#selected;
    this.#map.getSource<GeoJSONSource>(SELECTED)?.setData({
      type: "FeatureCollection",
      features: point
        ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [point.lon, point.lat] } }]
        : [],
    });
  }

  #view(): View {
    const { lat, lng } = this.#map.getCenter();
    return { lat, lon: wrap(lng), zoom: this.#map.getZoom() };
  }

  #cursor(name: string): void {
    this.#map.getCanvas().style.cursor = name;
  }
}

/**
 * A worker may ask what the answer with its script allows, and that answer is kept for ever: so
 * its address differs by the server that it may ask.
 */
function workerAddress(): string {
  const style = styleUrl();
  return style ? `${workerUrl}?for=${encodeURIComponent(new URL(style, location.href).origin)}` : workerUrl;
}

function tiles(filters: Filters): string {
  const query = parameters(filters).toString();
  return `${location.origin}/tiles/{z}/{x}/{y}.mvt${query && "?"}${query}`;
}

function wrap(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}
