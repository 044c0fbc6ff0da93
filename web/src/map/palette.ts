/** The colours of the map by day and by night; the page's own are in styles/tokens.css. */

export interface Palette {
  water: string;
  land: string;
  border: string;
  label: string;
  halo: string;
  cluster: string;
  clusterText: string;
  ring: string;
  free: string;
  busy: string;
  unknown: string;
  on: string;
  pin: string;
}

const DAY: Palette = {
  water: "#d5e2e8",
  land: "#f6f5f1",
  border: "#c3c8c6",
  label: "#66717c",
  halo: "#f6f5f1",
  cluster: "#24505f",
  clusterText: "#ffffff",
  ring: "#ffffff",
  free: "#0b7a4b",
  busy: "#a8540a",
  unknown: "#4d6172",
  on: "#ffffff",
  pin: "#16333d",
};

const NIGHT: Palette = {
  water: "#0e1418",
  land: "#1b2228",
  border: "#3a454e",
  label: "#93a0ab",
  halo: "#1b2228",
  cluster: "#2f6a7c",
  clusterText: "#ffffff",
  ring: "#0e1418",
  free: "#3ecb8c",
  busy: "#f0a35c",
  unknown: "#a3b3c0",
  on: "#0e1418",
  pin: "#e9eeec",
};

export const dark = window.matchMedia("(prefers-color-scheme: dark)");

export function palette(): Palette {
  return dark.matches ? NIGHT : DAY;
}
