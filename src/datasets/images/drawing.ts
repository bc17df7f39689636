import type { ImageMode } from "../../core/image_mode.ts";
import { createRandom, type Random } from "../../core/random.ts";

/** An image as bytes, row by row from the top, the channels of a pixel beside each other. */
export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly mode: ImageMode;
  readonly bytes: Uint8Array;
}

/** The size and colours of an image. */
export type Canvas = Omit<Pixels, "bytes">;

/** How many bytes a pixel has. */
export const CHANNELS: Readonly<Record<ImageMode, number>> = { L: 1, LA: 2, P: 1, RGB: 3, RGBA: 4 };

/** The colours of a palette, red, green and blue one after the other: three bits of the index, three and two. */
export const PALETTE: Uint8Array = Uint8Array.from({ length: 256 * 3 }, (_, at) => {
  const index = Math.floor(at / 3);
  const steps = [[index >> 5, 7], [(index >> 2) & 7, 7], [index & 3, 3]] as const;
  const [step, most] = steps[at % 3] ?? [0, 1];
  return Math.round(255 * step / most);
});

const MAX_SHAPES = 5;

/** Paints pixels of one row, from a column up to another, which may lie outside. */
type PaintRow = (y: number, fromX: number, toX: number) => void;

/** Draws an image that follows from the seed: a plain colour with one to five rectangles, ellipses and lines on it. */
export function drawImage(canvas: Canvas, seed: number): Pixels {
  const random = createRandom(seed);
  const bytes = new Uint8Array(canvas.widthPx * canvas.heightPx * CHANNELS[canvas.mode]);
  const image = { ...canvas, bytes };
  const background = createPainter(image, random);
  for (let y = 0; y < canvas.heightPx; y++) background(y, 0, canvas.widthPx);
  const shapes = random.integer(1, MAX_SHAPES);
  for (let i = 0; i < shapes; i++) drawShape(canvas, random, createPainter(image, random));
  return image;
}

function createPainter({ widthPx, mode, bytes }: Pixels, random: Random): PaintRow {
  const channels = CHANNELS[mode];
  const color = Array.from({ length: channels }, () => random.integer(0, 255));
  // A row of the colour is made once and copied: far cheaper than setting pixels.
  const row = Uint8Array.from({ length: widthPx * channels }, (_, i) => color[i % channels] ?? 0);
  return (y, fromX, toX) => {
    const from = Math.max(0, Math.ceil(fromX));
    const to = Math.min(widthPx, Math.floor(toX));
    if (to > from) bytes.set(row.subarray(0, (to - from) * channels), (y * widthPx + from) * channels);
  };
}

const SHAPES = [drawRectangle, drawEllipse, drawLine];

function drawShape({ widthPx, heightPx }: Canvas, random: Random, paint: PaintRow): void {
  const [x1, x2] = [random.integer(0, widthPx), random.integer(0, widthPx)];
  const [y1, y2] = [random.integer(0, heightPx), random.integer(0, heightPx)];
  const draw = SHAPES[random.integer(0, SHAPES.length - 1)] ?? drawRectangle;
  draw({ x1, y1, x2, y2, heightPx }, paint);
}

interface Corners {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly heightPx: number;
}

function drawRectangle({ x1, y1, x2, y2 }: Corners, paint: PaintRow): void {
  for (let y = Math.min(y1, y2); y < Math.max(y1, y2); y++) paint(y, Math.min(x1, x2), Math.max(x1, x2));
}

function drawEllipse({ x1, y1, x2, y2 }: Corners, paint: PaintRow): void {
  const [middleX, middleY] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const [radiusX, radiusY] = [Math.abs(x2 - x1) / 2, Math.abs(y2 - y1) / 2];
  for (let y = Math.min(y1, y2); y < Math.max(y1, y2); y++) {
    const half = radiusX * Math.sqrt(Math.max(0, 1 - ((y + 0.5 - middleY) / radiusY) ** 2));
    paint(y, middleX - half, middleX + half);
  }
}

const LINE_WIDTH = 4;

function drawLine({ x1, y1, x2, y2, heightPx }: Corners, paint: PaintRow): void {
  const steps = Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1), 1);
  for (let step = 0; step <= steps; step++) {
    const x = Math.round(x1 + (x2 - x1) * step / steps);
    const y = Math.round(y1 + (y2 - y1) * step / steps);
    for (let row = Math.max(0, y); row < Math.min(heightPx, y + LINE_WIDTH); row++) paint(row, x, x + LINE_WIDTH);
  }
}
