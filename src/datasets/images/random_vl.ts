import * as z from "zod";
import { deriveSeed } from "../../core/random.ts";
import { UsageError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { parseArgs } from "../prompts/dataset_args.ts";
import { createExactTexts, loadMeasuringTokenizer } from "../random/exact_texts.ts";
import { createLengthDraw } from "../random/random_lengths.ts";
import { toImageSession } from "./image_session.ts";
import { createQuickImageMaker, openImageSource } from "./image_source.ts";
import { IMAGE_ENCODINGS, MAX_WEBP_SIDE_PX, type RandomImageSettings } from "./random_images.ts";

const IMAGE_ARGS = z.strictObject({
  encoding: z.enum(IMAGE_ENCODINGS).default("png"),
  quality: z.int().min(1).max(100).default(80),
});

/** Makes the dataset `random_vl`: random prompts of exact lengths, each with random images of its own, without end. */
export async function createRandomVlDataset(context: DatasetContext): Promise<Dataset> {
  refuseTokenIds("random_vl", context);
  const settings = readImageSettings(context);
  const tokenizer = await loadMeasuringTokenizer(context);
  // Images need messages, whatever the address says.
  const drawLength = createLengthDraw({ ...context, applyChatTemplate: true }, tokenizer);
  const texts = createExactTexts(context, tokenizer);
  const { offset } = context;
  const draw = await createQuickImageMaker(settings);
  const sessionOf = (index: number, images: readonly string[]) =>
    toImageSession(texts.make(index, drawLength(index)), images);
  let nextIndex = offset;
  async function* sessions(): AsyncGenerator<Session, void, undefined> {
    using images = await openImageSource(settings, nextIndex);
    try {
      for (;;) {
        const index = nextIndex++;
        yield sessionOf(index, await images.next());
      }
    } finally {
      texts.report();
    }
  }
  const sessionAt = draw === null
    ? {}
    : { sessionAt: (place: number) => sessionOf(offset + place, draw(offset + place)) };
  return { isEndless: true, sessions, ...sessionAt };
}

/** Refuses `--tokenize-prompt`: images are no token ids. */
export function refuseTokenIds(dataset: string, { tokenizePrompt }: DatasetContext): void {
  if (!tokenizePrompt) return;
  throw new UsageError(`The dataset "${dataset}" does not go with --tokenize-prompt: images are no token ids`, {
    hint: "Leave --tokenize-prompt out",
  });
}

function readImageSettings({ args, images, seed }: DatasetContext): RandomImageSettings {
  const { encoding, quality } = parseArgs("random_vl", IMAGE_ARGS, args);
  if (encoding === "jpeg" && (images.mode === "RGBA" || images.mode === "LA")) {
    throw new UsageError(`Cannot make JPEG files of --image-format ${images.mode}: they have no transparency`, {
      hint: `Give --image-format ${images.mode === "LA" ? "L" : "RGB"}, or leave "encoding" out`,
    });
  }
  if (encoding === "webp" && Math.max(images.widthPx, images.heightPx) > MAX_WEBP_SIDE_PX) {
    throw new UsageError(`Cannot make WebP files of ${images.widthPx} x ${images.heightPx} pixels`, {
      hint: `Give --image-width and --image-height up to ${MAX_WEBP_SIDE_PX}, or leave "encoding" out`,
    });
  }
  return { ...images, encoding, quality, seed: deriveSeed(seed, "images") };
}
