import { deepStrictEqual } from "node:assert";
import { openImageSource } from "../../../src/datasets/images/image_source.ts";
import { createImageMaker, type RandomImageSettings } from "../../../src/datasets/images/random_images.ts";

for (const encoding of ["jpeg", "webp"] as const) {
  Deno.test(`a worker draws the same ${encoding} images as the thread that feeds the load, in the same order`, async () => {
    const settings: RandomImageSettings = {
      widthPx: 32,
      heightPx: 16,
      mode: "RGB",
      count: 1,
      encoding,
      quality: 80,
      seed: 5,
    };
    const make = await createImageMaker(settings);
    // So large that a worker is used, and then the small ones by hand.
    const large = { ...settings, widthPx: 256, heightPx: 256 };
    const makeLarge = await createImageMaker(large);
    using source = await openImageSource(large, 3);
    deepStrictEqual([await source.next(), await source.next()], [makeLarge(3), makeLarge(4)]);
    using inline = await openImageSource(settings, 3);
    deepStrictEqual(await inline.next(), make(3));
  });
}
