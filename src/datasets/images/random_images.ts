import { deriveSeed } from "../../core/random.ts";
import { toDataUrl } from "./data_url.ts";
import { type Canvas, drawImage, type Pixels } from "./drawing.ts";
import { encodePng } from "./png.ts";

/** How random images are made: plain data, so that a worker can be told. */
export interface RandomImageSettings extends Canvas {
  /** Images of a request. */
  readonly count: number;
  readonly encoding: ImageEncoding;
  /** Of JPEG and WebP files, from 1 to 100. */
  readonly quality: number;
  readonly seed: number;
}

/** File formats of random images. */
export const IMAGE_ENCODINGS = ["png", "jpeg", "webp"] as const;

/** A file format of images. */
export type ImageEncoding = typeof IMAGE_ENCODINGS[number];

/** Makes the images of a request as `data:` addresses; the same ones for the same index. */
export type MakeImages = (index: number) => readonly string[];

/** The longest side that a WebP file can have. */
export const MAX_WEBP_SIDE_PX = 16_383;

/** Creates the maker of a request's images. */
export async function createImageMaker(settings: RandomImageSettings): Promise<MakeImages> {
  const encode = await loadEncoder(settings);
  const make = (name: string): string => encode(deriveSeed(settings.seed, name));
  return (index) => Array.from({ length: settings.count }, (_, i) => make(`image/${index}/${i}`));
}

async function loadEncoder(settings: RandomImageSettings): Promise<(seed: number) => string> {
  const encode = await ENCODER_LOADERS[settings.encoding]();
  return (seed) => toDataUrl(encode(drawImage(settings, seed), settings.quality), `image/${settings.encoding}`);
}

type Encode = (image: Pixels, quality: number) => Uint8Array;

const ENCODER_LOADERS: Readonly<Record<ImageEncoding, () => Promise<Encode>>> = {
  png: () => Promise.resolve(encodePng),
  jpeg: async () => (await import("./jpeg.ts")).encodeJpeg,
  webp: async () => await (await import("./webp.ts")).loadWebpEncoder(),
};
