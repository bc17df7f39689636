import { deriveSeed } from "../../core/random.ts";
import { toDataUrl } from "./data_url.ts";
import { type Canvas, drawImage } from "./drawing.ts";
import { encodePng } from "./png.ts";

/** How random images are made: plain data, so that a worker can be told. */
export interface RandomImageSettings extends Canvas {
  /** Images of a request. */
  readonly count: number;
  readonly encoding: ImageEncoding;
  /** Of JPEG files, from 1 to 100. */
  readonly quality: number;
  readonly seed: number;
}

/** File formats of random images. */
export const IMAGE_ENCODINGS = ["png", "jpeg"] as const;

/** A file format of images. */
export type ImageEncoding = typeof IMAGE_ENCODINGS[number];

/** Makes the images of a request as `data:` addresses; the same ones for the same index. */
export type MakeImages = (index: number) => readonly string[];

/** Creates the maker of a request's images. */
export async function createImageMaker(settings: RandomImageSettings): Promise<MakeImages> {
  const encode = await loadEncoder(settings);
  const make = (name: string): string => encode(deriveSeed(settings.seed, name));
  return (index) => Array.from({ length: settings.count }, (_, i) => make(`image/${index}/${i}`));
}

async function loadEncoder(settings: RandomImageSettings): Promise<(seed: number) => string> {
  if (settings.encoding === "png") return (seed) => toDataUrl(encodePng(drawImage(settings, seed)), "image/png");
  const { encodeJpeg } = await import("./jpeg.ts");
  return (seed) => toDataUrl(encodeJpeg(drawImage(settings, seed), settings.quality), "image/jpeg");
}
