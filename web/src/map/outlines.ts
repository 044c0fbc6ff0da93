/** The outlines of the world's countries (Natural Earth), so that the map needs no other server. */

import type { Feature, FeatureCollection, Position } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import url from "world-atlas/countries-50m.json?url";

type Atlas = Topology<{ countries: GeometryCollection<{ name: string }> }>;

export interface Outlines {
  land: FeatureCollection;
  borders: FeatureCollection;
  /** A point in the largest part of each country, with its name. */
  names: FeatureCollection;
}

export async function outlines(): Promise<Outlines> {
  const atlas = (await (await fetch(url)).json()) as Atlas;
  const { countries } = atlas.objects;
  const borders = mesh(atlas, countries, (a, b) => a !== b);
  const land = feature(atlas, countries) as FeatureCollection;
  return {
    land,
    names: { type: "FeatureCollection", features: land.features.flatMap(named) },
    borders: { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: borders }] },
  };
}

function named({ geometry, properties }: Feature): Feature[] {
  const rings = geometry.type === "Polygon" ? [geometry.coordinates[0]] : geometry.type === "MultiPolygon" ? geometry.coordinates.map((part) => part[0]) : [];
  const [largest] = rings.map((ring) => centroid(ring ?? [])).sort((a, b) => b.area - a.area);
  if (!largest?.area) return [];
  const { area, at } = largest;
  return [{ type: "Feature", properties: { name: properties?.["name"], area }, geometry: { type: "Point", coordinates: at } }];
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
