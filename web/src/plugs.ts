/** The plugs of the filter: what people call them, what OCPI calls them, and how they look. */

export interface Plug {
  id: string;
  name: string;
  standards: readonly string[];
  /** Constant markup of a 24 × 24 picture. */
  picture: string;
}

const ring = (cx: number, cy: number, r: number): string =>
  `<circle cx="${cx}" cy="${cy}" r="${r}" fill="none" stroke="currentColor" stroke-width="1.6"/>`;
const pins = (...at: [number, number, number][]): string =>
  at.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="currentColor"/>`).join("");
const outline = (d: string): string =>
  `<path d="${d}" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>`;

const TYPE_2 =
  outline("M7.6 2.5h8.8a6.2 6.2 0 0 1 1.9 4.5 6.3 6.3 0 1 1-12.6 0 6.2 6.2 0 0 1 1.9-4.5z") +
  pins([9.4, 5.3, 0.8], [14.6, 5.3, 0.8], [8.3, 8, 1.1], [12, 8, 1.1], [15.7, 8, 1.1], [10.1, 10.8, 1.1], [13.9, 10.8, 1.1]);
const TYPE_1 =
  ring(12, 7.7, 6.1) +
  pins([9.6, 5.8, 1.1], [14.4, 5.8, 1.1], [8.9, 8.9, 0.8], [15.1, 8.9, 0.8], [12, 10.7, 1.1]);
const DC_PART = outline("M7.5 15.5h9a3 3 0 0 1 0 6h-9a3 3 0 0 1 0-6z") + pins([8.5, 18.5, 1.5], [15.5, 18.5, 1.5]);

export const PLUGS: readonly Plug[] = [
  { id: "ccs2", name: "CCS2", standards: ["IEC_62196_T2_COMBO"], picture: TYPE_2 + DC_PART },
  {
    id: "type2",
    name: "Type 2",
    standards: ["IEC_62196_T2"],
    picture: `<g transform="translate(-3.6 1.2) scale(1.3)">${TYPE_2}</g>`,
  },
  {
    id: "chademo",
    name: "CHAdeMO",
    standards: ["CHADEMO"],
    picture:
      ring(12, 12, 9.5) +
      `<g fill="none" stroke="currentColor" stroke-width="1.5"><circle cx="7.7" cy="12" r="2.6"/><circle cx="16.3" cy="12" r="2.6"/></g>` +
      pins([12, 6.3, 1.2], [12, 17.7, 1.2], [7.7, 12, 0.9], [16.3, 12, 0.9]),
  },
  { id: "ccs1", name: "CCS1", standards: ["IEC_62196_T1_COMBO"], picture: TYPE_1 + DC_PART },
  {
    id: "type1",
    name: "Type 1",
    standards: ["IEC_62196_T1"],
    picture: `<g transform="translate(-4.8 .7) scale(1.4)">${TYPE_1}</g>`,
  },
  {
    id: "nacs",
    name: "NACS",
    standards: ["SAE_J3400"],
    picture:
      outline("M5.5 4.5h13l2 5.5-3.5 9.5H7L3.5 10z") +
      pins([8.5, 9.3, 2], [15.5, 9.3, 2], [8.8, 14.8, 0.9], [12, 15.8, 1.2], [15.2, 14.8, 0.9]),
  },
  {
    id: "tesla",
    name: "Tesla",
    standards: ["TESLA_S", "TESLA_R"],
    picture:
      outline("M4.5 8.5C4.5 6 8 4.5 12 4.5S19.5 6 19.5 8.5c0 5-2.5 11-7.5 11s-7.5-6-7.5-11z") +
      pins([8.6, 9.5, 1.6], [15.4, 9.5, 1.6], [9.6, 14, 0.9], [14.4, 14, 0.9], [12, 16, 1.2]),
  },
  {
    id: "gbt",
    name: "GB/T",
    standards: ["GBT_AC", "GBT_DC"],
    picture:
      ring(12, 12, 9.5) +
      pins([8.3, 10, 1.9], [15.7, 10, 1.9], [12, 6.3, 0.9], [12, 12, 1.2], [8.8, 15.5, 0.9], [15.2, 15.5, 0.9], [12, 17.3, 0.9]),
  },
  {
    id: "domestic",
    name: "Domestic",
    standards: [..."ABCDEFGHIJKLMNO"].map((letter) => `DOMESTIC_${letter}`),
    picture: outline("M5.5 2.5h13a3 3 0 0 1 3 3v13a3 3 0 0 1-3 3h-13a3 3 0 0 1-3-3v-13a3 3 0 0 1 3-3z") +
      ring(12, 12, 6.3) + pins([9.3, 12, 1.2], [14.7, 12, 1.2]),
  },
];

const OTHER = ring(12, 12, 9.5) + pins([8.5, 12, 1.4], [15.5, 12, 1.4]);

/** The picture of an OCPI standard. */
export function pictureOf(standard: string): string {
  return PLUGS.find((plug) => plug.standards.includes(standard))?.picture ?? OTHER;
}

/** The OCPI standards of some plugs of the filter. */
export function standardsOf(ids: readonly string[]): string[] {
  return PLUGS.filter((plug) => ids.includes(plug.id)).flatMap((plug) => [...plug.standards]);
}
