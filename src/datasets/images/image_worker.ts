/** The entry of a worker that draws images, so that they cost the thread that feeds the load nothing. */
import { createImageMaker, type MakeImages, type RandomImageSettings } from "./random_images.ts";

/** What the worker is told: first how to draw, then which requests' images are wanted. */
export type ToImageWorker = { readonly settings: RandomImageSettings } | { readonly index: number };

const scope = self as unknown as {
  postMessage(urls: readonly string[]): void;
  onmessage: ((event: MessageEvent<ToImageWorker>) => void) | null;
};

let making: Promise<MakeImages> | null = null;

scope.onmessage = async ({ data }) => {
  if ("settings" in data) {
    making = createImageMaker(data.settings);
    return;
  }
  const make = await making;
  if (make === null) throw new Error("The image worker was not told how to draw");
  scope.postMessage(make(data.index));
};
