import { match, ok, strictEqual } from "node:assert/strict";
import { chartsOf } from "../../../src/report/charts/run_charts.ts";
import { FONT_FAMILY } from "../../../src/report/plots/plot_font.ts";
import { renderPngPlot } from "../../../src/report/plots/png_plot.ts";
import { PLOT_SIZE, renderSvgPlot } from "../../../src/report/plots/svg_plot.ts";
import { sampleReport } from "../../support/sample_report.ts";

Deno.test("each chart of a run becomes an SVG with its title, and without holes", () => {
  const { sweep, points } = chartsOf(sampleReport(), "r");
  for (const spec of [...sweep, ...points[0] ?? []]) {
    const svg = renderSvgPlot(spec);
    match(svg, /^<svg width="900" height="460"/);
    ok(svg.includes(`>${spec.title.en}</text>`), spec.id);
    strictEqual(/NaN|undefined|Infinity/.exec(svg), null, spec.id);
    ok(svg.includes(FONT_FAMILY), spec.id);
  }
});

/** Width and height stand in the first chunk of a PNG. */
function sizeOf(png: Uint8Array): readonly [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

Deno.test("a PNG has twice the pixels, and its letters are drawn by the font that is brought along", async () => {
  const [spec] = chartsOf(sampleReport(), "r").sweep;
  if (spec === undefined) throw new Error("The sample has no chart");
  const svg = renderSvgPlot(spec);
  const png = await renderPngPlot(svg);
  strictEqual(String.fromCharCode(...png.slice(1, 4)), "PNG");
  strictEqual(sizeOf(png).join(), [PLOT_SIZE.width * 2, PLOT_SIZE.height * 2].join());
  const silent = await renderPngPlot(svg.replace(/<text.*?<\/text>/gs, ""));
  ok(png.length > silent.length * 1.2, `${png.length} with letters, ${silent.length} without`);
});
