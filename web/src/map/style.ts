/** The map beneath the locations: the operator's own style, or the outlines that we ship. */

import type { StyleSpecification } from "maplibre-gl";
import { borders, land, names } from "virtual:world";
import { FONTS } from "./layers";
import { palette } from "./palette";

/** The style that the operator set (`PLUGDEX_MAP_STYLE`); empty where there is none. */
export function styleUrl(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="plugdex-map-style"]')?.content ?? "";
}

/** Land, water and the names of countries, in a font that the device has: it needs no other server. */
export function offlineStyle(): StyleSpecification {
  const colours = palette();
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land, attribution: "Natural Earth", tolerance: 0.2 },
      borders: { type: "geojson", data: borders, tolerance: 0.2 },
      names: { type: "geojson", data: names },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": colours.water } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colours.land } },
      {
        id: "borders",
        type: "line",
        source: "borders",
        paint: {
          "line-color": colours.border,
          "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.5, 8, 1.4],
        },
      },
      {
        id: "names",
        type: "symbol",
        source: "names",
        maxzoom: 8,
        filter: [">", ["get", "area"], ["step", ["zoom"], 3, 5, 1, 6, 0]],
        layout: {
          "text-field": ["get", "name"],
          "text-font": FONTS,
          "text-size": ["interpolate", ["linear"], ["zoom"], 2, 10, 6, 14],
          "text-max-width": 7,
          "text-letter-spacing": 0.04,
          "symbol-sort-key": ["-", ["get", "area"]],
        },
        paint: { "text-color": colours.label, "text-halo-color": colours.halo, "text-halo-width": 1.2 },
      },
    ],
  };
}
