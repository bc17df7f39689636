import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createPauseLog, wakeEndOf } from "../../src/core/pause_log.ts";

Deno.test("PauseLog.within() finds the pauses that lie across a stretch", () => {
  const log = createPauseLog();
  for (const [fromMs, toMs] of [[100, 150], [300, 700], [900, 950]] as const) log.add({ fromMs, toMs });
  deepStrictEqual([...log.within(0, 1000) ?? []], [100, 150, 300, 700, 900, 950]);
  deepStrictEqual([...log.within(400, 500) ?? []], [300, 700]);
  // What begins after a pause is not held up by it.
  strictEqual(log.within(705, 800), null);
  deepStrictEqual([...log.within(690, 800) ?? []], [300, 700]);
  strictEqual(log.within(0, 99), null);
});

Deno.test("PauseLog keeps the youngest of many pauses", () => {
  const log = createPauseLog();
  for (let i = 0; i < 100_000; i++) log.add({ fromMs: i * 100, toMs: i * 100 + 30 });
  const kept = log.within(0, Infinity)?.length ?? 0;
  ok(kept > 2000 && kept <= 2 * 4096);
  strictEqual(log.within(9_999_900, Infinity)?.length, 2);
});

Deno.test("stamps are late for a tenth of a pause after it, and for 10 ms at least", () => {
  deepStrictEqual([[100, 130], [0, 100], [0, 900]].map(([fromMs = 0, toMs = 0]) => wakeEndOf(fromMs, toMs)), [
    140,
    110,
    990,
  ]);
});
