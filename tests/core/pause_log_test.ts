import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createPauseLog } from "../../src/core/pause_log.ts";

Deno.test("PauseLog.within() finds the pauses that lie across a stretch, those just before it included", () => {
  const log = createPauseLog();
  for (const [fromMs, toMs] of [[100, 150], [300, 700], [900, 950]] as const) log.add({ fromMs, toMs });
  deepStrictEqual([...log.within(0, 1000) ?? []], [100, 150, 300, 700, 900, 950]);
  deepStrictEqual([...log.within(400, 500) ?? []], [300, 700]);
  // What piled up in a pause is read for a while after it.
  deepStrictEqual([...log.within(705, 800) ?? []], [300, 700]);
  strictEqual(log.within(711, 899), null);
  strictEqual(log.within(0, 99), null);
});

Deno.test("PauseLog keeps the youngest of many pauses", () => {
  const log = createPauseLog();
  for (let i = 0; i < 100_000; i++) log.add({ fromMs: i * 100, toMs: i * 100 + 30 });
  const kept = log.within(0, Infinity)?.length ?? 0;
  ok(kept > 2000 && kept <= 2 * 4096);
  strictEqual(log.within(9_999_900, Infinity)?.length, 2);
});
