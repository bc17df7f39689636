import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { fc } from "../../support/property.ts";
import { createStopTexts } from "../../../src/local_server/models/stop_texts.ts";

Deno.test("createStopTexts() ends before a stop text that comes in parts", () => {
  const stops = createStopTexts(["<end>"]);
  deepStrictEqual(["one <", "en", "d> two"].map((part) => stops.push(part)), ["one ", "", ""]);
  ok(stops.isStopped);
});

Deno.test("createStopTexts() gives back what only looked like the beginning of a stop text", () => {
  const stops = createStopTexts(["<end>"]);
  deepStrictEqual(["a <", "b> <e"].map((part) => stops.push(part)), ["a ", "<b> "]);
  strictEqual(stops.flush(), "<e");
});

Deno.test("createStopTexts() shows the same however a text is cut", () => {
  fc.assert(fc.property(
    fc.array(fc.stringMatching(/^[ab]{0,4}$/)),
    fc.array(fc.stringMatching(/^[ab]{2,3}$/), { maxLength: 2 }),
    (parts, texts) => {
      const text = parts.join("");
      const ends = texts.map((stop) => text.indexOf(stop)).filter((index) => index >= 0);
      const stops = createStopTexts(texts);
      const shown = parts.map((part) => stops.push(part)).join("") + stops.flush();
      strictEqual(stops.isStopped, ends.length > 0);
      // With several stop texts, a longer one that begins earlier may complete only after a shorter one.
      if (texts.length < 2) strictEqual(shown, ends.length === 0 ? text : text.slice(0, Math.min(...ends)));
    },
  ));
});
