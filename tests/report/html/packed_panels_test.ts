import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { packPanels, unpackPanels } from "../../../src/report/html/packed_panels.ts";
import { anyText, fc } from "../../support/property.ts";

const figures = fc.constantFrom(
  "7",
  "1,234.50",
  "—",
  "<i>0.471</i>",
  "<i>—</i>",
  "p99.9",
  "<h3>",
  "r0-p12-flow",
  " ",
  "-",
  "!",
);

Deno.test("panels come back as they were, whatever stands in them", () => {
  // What is rendered holds no control character.
  const panel = fc.array(fc.oneof(figures, anyText().map((text) => text.replaceAll("\x7f", "")))).map((parts) =>
    parts.join("")
  );
  fc.assert(
    fc.property(fc.array(panel, { maxLength: 4 }), (contents) => {
      const panels = Object.fromEntries(contents.map((content, index) => [`panel-${index}`, content]));
      deepStrictEqual(unpackPanels(JSON.parse(JSON.stringify(packPanels(panels)))), panels);
    }),
  );
});

Deno.test("panels that differ in numbers alone have one text", () => {
  const panel = (point: number, mean: string) =>
    `<h3>parallel_${point}_number_${point * 20}</h3><figure data-chart="r0-p${point}-flow"></figure><th>p99<td>${mean}`;
  const packed = packPanels({ a: panel(0, "81.67"), b: panel(12, "1,081.5"), c: panel(3, "<i>9</i>") });
  strictEqual(packed.frames.length, 1);
  ok(packed.frames[0]?.includes("<h3>") && packed.frames[0].includes("<th>p99"));
  deepStrictEqual(packed.panels["c"], [0, "3 60 3 9!"]);
});
