/** The marks of single locations, drawn at the size of the screen's pixels.

    The status is told by shape as well as by colour: a full disc is free, a disc with a bar is in
    use, a ring is a location whose status nobody reports. */

import type { Map as MapLibre } from "maplibre-gl";
import { palette, type Palette } from "./palette";

const SIZE = 30;
const PIN = { width: 42, height: 54 };
const MIDDLE = SIZE / 2;
const RADIUS = 11.5;
const BOLT = new Path2D("M16.4 7.5 10 15.9h4.2L13.3 22.5 20 14.1h-4.3z");

type Draw = (pen: CanvasRenderingContext2D, colours: Palette) => void;

const MARKS: Record<string, Draw> = {
  free: (pen, colours) => {
    disc(pen, colours.free, colours.ring);
    pen.fillStyle = colours.on;
    pen.fill(BOLT);
  },
  busy: (pen, colours) => {
    disc(pen, colours.busy, colours.ring);
    pen.fillStyle = colours.on;
    pen.fillRect(MIDDLE - 5.5, MIDDLE - 1.7, 11, 3.4);
  },
  unknown: (pen, colours) => {
    disc(pen, colours.on, colours.ring);
    pen.lineWidth = 2.2;
    pen.strokeStyle = colours.unknown;
    circle(pen, RADIUS - 1.1);
    pen.stroke();
    pen.fillStyle = colours.unknown;
    pen.fill(BOLT);
  },
};

/** The pin of the selected location; its tip is at the bottom. */
const drawPin: Draw = (pen, colours) => {
  const outline = new Path2D("M21 51C13 41 4 32 4 20.5a17 17 0 0 1 34 0C38 32 29 41 21 51z");
  pen.fillStyle = colours.pin;
  pen.strokeStyle = colours.ring;
  pen.lineWidth = 3;
  pen.stroke(outline);
  pen.fill(outline);
  pen.translate(21 - 1.35 * MIDDLE + 0.7, 20.5 - 1.35 * MIDDLE);
  pen.scale(1.35, 1.35);
  pen.fillStyle = colours.on;
  pen.fill(BOLT);
};

/** Put the marks into the map; again after its colours changed. */
export function addMarks(map: MapLibre): void {
  for (const [name, draw] of Object.entries(MARKS)) addMark(map, name, draw, SIZE, SIZE);
  addMark(map, "selected", drawPin, PIN.width, PIN.height);
}

function addMark(map: MapLibre, name: string, draw: Draw, width: number, height: number): void {
  const ratio = Math.ceil(window.devicePixelRatio || 1);
  const canvas = document.createElement("canvas");
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return;
  pen.scale(ratio, ratio);
  draw(pen, palette());
  const image = pen.getImageData(0, 0, canvas.width, canvas.height);
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, image, { pixelRatio: ratio });
}

function disc(pen: CanvasRenderingContext2D, colour: string, ring: string): void {
  pen.fillStyle = ring;
  circle(pen, RADIUS + 1.6);
  pen.fill();
  pen.fillStyle = colour;
  circle(pen, RADIUS);
  pen.fill();
}

function circle(pen: CanvasRenderingContext2D, radius: number): void {
  pen.beginPath();
  pen.arc(MIDDLE, MIDDLE, radius, 0, 2 * Math.PI);
}
