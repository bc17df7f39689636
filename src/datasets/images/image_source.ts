import type { ToImageWorker } from "./image_worker.ts";
import { createImageMaker, type MakeImages, type RandomImageSettings } from "./random_images.ts";

/** Gives the images of one request after the other. */
export interface ImageSource extends Disposable {
  /** The images of the next request, as `data:` addresses. */
  next(): Promise<readonly string[]>;
}

/** Requests that are drawn ahead of the one that is asked for. */
const LOOK_AHEAD = 8;

/** What drawing and encoding takes, in ns a pixel, as measured on 512 x 512 pixels. */
const COST_NS: Readonly<Record<RandomImageSettings["encoding"], number>> = { png: 9, jpeg: 110, webp: 100 };

/** Longer pauses of the thread that feeds the load would be seen: a worker draws then. */
const MAX_INLINE_MS = 5;

/** Opens the source of images from a request on; a worker draws them where that takes long. */
export async function openImageSource(settings: RandomImageSettings, firstIndex: number): Promise<ImageSource> {
  const make = await createQuickImageMaker(settings);
  if (make === null) return openWorkerSource(settings, firstIndex);
  let nextIndex = firstIndex;
  return { next: () => Promise.resolve(make(nextIndex++)), [Symbol.dispose]: () => {} };
}

/** Creates what draws the images of any request at once; `null`: that takes too long for a thread that does other things. */
export async function createQuickImageMaker(settings: RandomImageSettings): Promise<MakeImages | null> {
  return estimateCostMs(settings) > MAX_INLINE_MS ? null : await createImageMaker(settings);
}

/** Estimates how long the images of a request take. */
function estimateCostMs({ widthPx, heightPx, count, encoding }: RandomImageSettings): number {
  return widthPx * heightPx * count * COST_NS[encoding] / 1e6;
}

interface Waiting {
  readonly resolve: (urls: readonly string[]) => void;
  readonly reject: (cause: Error) => void;
}

function openWorkerSource(settings: RandomImageSettings, firstIndex: number): ImageSource {
  const worker = new Worker(new URL("./image_worker.ts", import.meta.url), { type: "module", name: "images" });
  const send = (message: ToImageWorker) => worker.postMessage(message);
  const ready: (readonly string[])[] = [];
  const waiting: Waiting[] = [];
  let failure: Error | null = null;
  let nextIndex = firstIndex;
  worker.onmessage = ({ data }: MessageEvent<readonly string[]>) => {
    const first = waiting.shift();
    if (first === undefined) ready.push(data);
    else first.resolve(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    failure = new Error(`The worker that draws images ended: ${event.message}`);
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  send({ settings });
  for (let i = 0; i < LOOK_AHEAD; i++) send({ index: nextIndex++ });
  return {
    next() {
      if (failure !== null) return Promise.reject(failure);
      send({ index: nextIndex++ });
      const first = ready.shift();
      return first !== undefined
        ? Promise.resolve(first)
        : new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    [Symbol.dispose]: () => worker.terminate(),
  };
}
