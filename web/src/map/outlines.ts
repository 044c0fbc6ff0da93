/** The outlines of the world's countries (Natural Earth), so that the map needs no other server. */

import type { FeatureCollection } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import url from "world-atlas/countries-50m.json?url";

type Atlas = Topology<{ countries: GeometryCollection<{ name: string }> }>;

export interface Outlines {
  land: FeatureCollection;
  borders: FeatureCollection;
}

export async function outlines(): Promise<Outlines> {
  const atlas = (await (await fetch(url)).json()) as Atlas;
  const { countries } = atlas.objects;
  const borders = mesh(atlas, countries, (a, b) => a !== b);
  return {
    land: feature(atlas, countries) as FeatureCollection,
    borders: { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: borders }] },
  };
}
