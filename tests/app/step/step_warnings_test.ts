import { deepStrictEqual, match } from "node:assert";
import { stepWarnings } from "../../../src/app/step/step_warnings.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import { makeRecord } from "../../support/make_record.ts";
import { GOOD_HEALTH } from "../../support/sample_results.ts";

const calm = GOOD_HEALTH;
const metrics = createAccumulator().finish();

Deno.test("a calm client has nothing to say", () => {
  deepStrictEqual(stepWarnings({ health: calm, metrics }), []);
});

Deno.test("repeated requests and counts of the embedded tokenizer are said", () => {
  const warnings = stepWarnings({
    health: { ...calm, connectionRetries: 3 },
    metrics: { ...metrics, completionOrigins: { embedded: 4 } },
  });
  match(warnings.map(({ en }) => en).join("\n"), /^.*4 requests.*embedded tokenizer.*\nSent again .*: 3 requests/);
});

Deno.test("replies that end before --min-tokens are said, those that do not are not", () => {
  const accumulator = createAccumulator();
  accumulator.add(makeRecord({ tokens: { completionTokens: 3 } }));
  const said = (minTokens: number | null) =>
    stepWarnings({ health: calm, metrics: accumulator.finish(), minTokens }).map(({ en }) => en);
  match(said(8).join(), /^The shortest reply has 3 tokens, where --min-tokens asked for 8/);
  deepStrictEqual([said(3), said(null)], [[], []]);
});

Deno.test("what was odd about replies is said with its number", () => {
  const warnings = stepWarnings({
    health: calm,
    metrics: { ...metrics, replyNotes: { repeated_text: 2, audio: 1 } },
  });
  match(warnings.map(({ en }) => en).join("\n"), /^2 replies repeated their whole text.*\n1 reply held audio/);
});
