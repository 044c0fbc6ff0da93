/** The outlines of the world (Natural Earth), so that the map needs no other server. */

import { readFileSync } from "node:fs";
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

type Atlas = Topology<{ countries: GeometryCollection<{ name: string }>; land: GeometryCollection }>;

const FILE = new URL("node_modules/world-atlas/countries-50m.json", import.meta.url);

/** About 100 m. */
const DIGITS = 3;

export interface Outlines {
  land: FeatureCollection;
  /** Lines between countries; coasts are none. */
  borders: FeatureCollection;
  /** A point in the largest part of each country, with its name. */
  names: FeatureCollection;
}

export function outlines(): Outlines {
  const atlas = JSON.parse(readFileSync(FILE, "utf-8")) as Atlas;
  const { countries, land } = atlas.objects;
  const borders = mesh(atlas, countries, (a, b) => a !== b);
  return {
    land: collection(...feature(atlas, land).features.map((each) => each.geometry)),
    borders: collection(borders),
    names: { type: "FeatureCollection", features: feature(atlas, countries).features.flatMap(named) },
  };
}

function collection(...geometries: Geometry[]): FeatureCollection {
  const features = geometries.map((geometry): Feature => ({ type: "Feature", properties: {}, geometry: rounded(geometry) }));
  return { type: "FeatureCollection", features };
}

function rounded(geometry: Geometry): Geometry {
  const round = (_: string, value: unknown): unknown => (typeof value === "number" ? Number(value.toFixed(DIGITS)) : value);
  return JSON.parse(JSON.stringify(geometry, round)) as Geometry;
}

function named({ geometry, properties }: Feature): Feature[] {
  const rings = geometry.type === "Polygon" ? [geometry.coordinates[0]] : geometry.type === "MultiPolygon" ? geometry.coordinates.map((part) => part[0]) : [];
  const [largest] = rings.map((ring) => centroid(ring ?? [])).sort((a, b) => b.area - a.area);
  if (!largest?.area) return [];
  const { area, at } = largest;
  return [{ type: "Feature", properties: { name: properties?.["name"] as unknown, area: Number(area.toFixed(2)) }, geometry: rounded({ type: "Point", coordinates: at }) }];
}

/** Area in square degrees and centroid of a ring. */
function centroid(ring: Position[]): { area: number; at: Position } {
  let [area, x, y] = [0, 0, 0];
  for (const [index, [x2 = 0, y2 = 0]] of ring.entries()) {
    const [x1 = 0, y1 = 0] = ring.at(index - 1) ?? [];
    const cross = x1 * y2 - x2 * y1;
    area += cross / 2;
    x += ((x1 + x2) * cross) / 6;
    y += ((y1 + y2) * cross) / 6;
  }
  return { area: Math.abs(area), at: [x / (area || 1), y / (area || 1)] };
}
