import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { Buffer } from "node:buffer";
import { FONT_FAMILY, FONT_FILE } from "./plot_font.ts";
import { readResvgCode } from "./resvg_code.ts";

/** A picture of an SVG has so many pixels for each of its own: sharp on screens of today. */
const SCALE = 2;

let started: Promise<void> | null = null;

/** Draws an SVG as PNG, with the font of this program alone. */
export async function renderPngPlot(svg: string): Promise<Uint8Array> {
  started ??= readResvgCode().then(initWasm);
  await started;
  const picture = new Resvg(svg, {
    fitTo: { mode: "zoom", value: SCALE },
    font: {
      fontBuffers: [new Uint8Array(Buffer.from(FONT_FILE, "base64"))],
      defaultFontFamily: FONT_FAMILY,
      sansSerifFamily: FONT_FAMILY,
    },
  });
  try {
    return picture.render().asPng();
  } finally {
    picture.free();
  }
}
