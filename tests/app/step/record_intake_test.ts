import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { HealthMonitor } from "../../../src/app/step/health_monitor.ts";
import { RecordIntake } from "../../../src/app/step/record_intake.ts";
import { createTokenFiller } from "../../../src/app/step/token_filler.ts";
import { MAX_WAITING_TEXT_BYTES } from "../../../src/core/shed_texts.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import { makeRecord } from "../../support/make_record.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

interface Scene {
  readonly intake: RecordIntake;
  readonly health: HealthMonitor;
  readonly kept: RequestRecord[];
  readonly notes: string[];
  /** Lets the filling of the first record go on. */
  release(): void;
}

function openIntake(sink: (batch: readonly RequestRecord[]) => void = () => {}): Scene {
  const kept: RequestRecord[] = [];
  const notes: string[] = [];
  const health = new HealthMonitor(new VirtualClock());
  const gate = Promise.withResolvers<void>();
  const filler = createTokenFiller({
    openCounter: async () => {
      await gate.promise;
      throw new Error("No text is to be counted here");
    },
    imagePatchPx: 28,
    onFirstUse: () => {},
    signal: new AbortController().signal,
  });
  const slowFirst = {
    usedTokenizer: filler.usedTokenizer,
    async fill(record: RequestRecord) {
      await gate.promise;
      return await filler.fill(record);
    },
  };
  const intake = new RecordIntake({
    filler: slowFirst,
    sink: {
      add(batch) {
        kept.push(...batch);
        sink(batch);
      },
    },
    accumulator: createAccumulator(),
    health,
    onRecord: () => {},
    onCounted: () => {},
    onFailure: (cause) => notes.push(`failure: ${cause instanceof Error ? cause.message : cause}`),
    onShedding: () => notes.push("shedding"),
  });
  return { intake, health, kept, notes, release: () => gate.resolve() };
}

const withText = (characters: number) => ({
  ...makeRecord({}),
  tokens: {
    promptTokens: 3,
    completionTokens: 4,
    cachedTokens: null,
    reasoningTokens: null,
    promptOrigin: "server",
    completionOrigin: "server",
  } as const,
  reply: { content: "x".repeat(characters), reasoning: "", toolCalls: "" },
});

Deno.test("what waits at the intake is bounded: records that come in too fast leave their texts, and it is said once", async () => {
  const { intake, health, kept, notes, release } = openIntake();
  const each = MAX_WAITING_TEXT_BYTES / 8;
  const taken = Array.from({ length: 12 }, () => intake.add([withText(each)]));
  release();
  await Promise.all(taken);
  const lengths = kept.map(({ reply }) => reply.content.length);
  // Each character may take two bytes: the fifth record is beyond the limit.
  deepStrictEqual(lengths.map((length) => length > 0), [...Array(5).fill(true), ...Array(7).fill(false)]);
  ok(kept.slice(5).every(({ hasShedTexts, requestBody }) => hasShedTexts === true && requestBody.byteLength === 0));
  deepStrictEqual(notes, ["shedding"]);
  strictEqual(health.finish().shedTexts, 7);
  strictEqual(await intake.drain(), null);
});

Deno.test("times and counts of a record that left its texts are kept, and its tokens stay unknown", async () => {
  const { intake, kept, release } = openIntake();
  const unknown = { promptTokens: null, completionTokens: null, promptOrigin: null, completionOrigin: null };
  const big = withText(MAX_WAITING_TEXT_BYTES);
  const late = { ...withText(10), tokens: { ...big.tokens, ...unknown } };
  const taken = [intake.add([big]), intake.add([late])];
  release();
  await Promise.all(taken);
  deepStrictEqual(kept[1]?.times, late.times);
  strictEqual(kept[1]?.tokens.completionTokens, null);
});

Deno.test("a mistake in working records through is given back, once, and the rest still comes in", async () => {
  let calls = 0;
  const { intake, notes, kept, release } = openIntake(() => {
    if (++calls === 1) throw new Error("the disk is full");
  });
  const taken = [intake.add([withText(3)]), intake.add([withText(3)])];
  release();
  await Promise.all(taken);
  strictEqual(kept.length, 2);
  deepStrictEqual(notes, ["failure: the disk is full"]);
  strictEqual(String((await intake.drain())?.cause), "Error: the disk is full");
});
