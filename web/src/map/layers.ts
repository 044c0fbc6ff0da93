/** Clusters and locations from our own vector tiles. */

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Palette } from "./palette";

export const SOURCE = "locations";
export const CLUSTERS = "clusters";
export const PLACES = "locations";
export const SELECTED = "selected";
export const MAX_TILE_ZOOM = 14;

export const FONTS = ["system-ui", "Helvetica Neue", "Arial", "sans-serif"];

/** 1234 → 1.2k, so that a number fits into its circle. */
const SHORT_COUNT: ExpressionSpecification = [
  "case",
  ["<", ["get", "count"], 1000],
  ["to-string", ["get", "count"]],
  ["<", ["get", "count"], 10000],
  ["concat", ["to-string", ["/", ["round", ["/", ["get", "count"], 100]], 10]], "k"],
  ["concat", ["to-string", ["round", ["/", ["get", "count"], 1000]]], "k"],
];

/** How many EVSEs are free; -1 where nobody says. */
const AVAILABLE: ExpressionSpecification = ["coalesce", ["get", "available"], -1];

const BY_STATUS: ExpressionSpecification = [
  "case",
  [">", AVAILABLE, 0],
  "free",
  ["==", AVAILABLE, 0],
  "busy",
  "unknown",
];

const RADIUS: ExpressionSpecification = [
  "interpolate",
  ["linear"],
  ["log10", ["max", 1, ["get", "count"]]],
  ...[0, 12, 1, 15, 2, 19, 3, 25, 4, 33],
];

/** The layers from bottom to top; `glyphs` tells whether the style brings fonts of its own. */
export function layers(colours: Palette, glyphs: boolean): LayerSpecification[] {
  return [
    {
      id: "clusters",
      type: "circle",
      source: SOURCE,
      "source-layer": CLUSTERS,
      paint: {
        "circle-color": colours.cluster,
        "circle-opacity": 0.94,
        "circle-radius": RADIUS,
        // the rim tells whether anything in there is known to be free
        "circle-stroke-color": ["case", [">", AVAILABLE, 0], colours.free, colours.cluster],
        "circle-stroke-opacity": 0.3,
        "circle-stroke-width": 5,
      },
    },
    {
      id: "cluster-count",
      type: "symbol",
      source: SOURCE,
      "source-layer": CLUSTERS,
      layout: {
        "text-field": SHORT_COUNT,
        "text-size": ["interpolate", ["linear"], ["log10", ["max", 1, ["get", "count"]]], 0, 11, 4, 14],
        "text-allow-overlap": true,
        "text-ignore-placement": true,
        ...(glyphs ? {} : { "text-font": FONTS }),
      },
      paint: { "text-color": colours.clusterText },
    },
    {
      id: "places",
      type: "symbol",
      source: SOURCE,
      "source-layer": PLACES,
      layout: {
        "icon-image": BY_STATUS,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 6, 0.62, 11, 0.82, 14, 1],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": AVAILABLE,
        "text-field": ["step", ["zoom"], "", 15, ["coalesce", ["get", "name"], ""]],
        "text-size": 12,
        "text-offset": [0, 1.35],
        "text-anchor": "top",
        "text-max-width": 9,
        "text-optional": true,
        ...(glyphs ? {} : { "text-font": FONTS }),
      },
      paint: { "text-color": colours.label, "text-halo-color": colours.halo, "text-halo-width": 1.4 },
    },
    {
      id: "selected",
      type: "symbol",
      source: SELECTED,
      layout: { "icon-image": "selected", "icon-anchor": "bottom", "icon-offset": [0, 4], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ];
}
