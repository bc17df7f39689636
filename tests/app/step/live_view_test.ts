import { deepStrictEqual, strictEqual } from "node:assert";
import { type LiveState, watchPhase } from "../../../src/app/step/live_view.ts";
import type { LiveSnapshot } from "../../../src/metrics/live_snapshot.ts";
import { makeSnapshot } from "../../support/sample_results.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** The view of a phase after so many ms. */
async function viewAfter(atMs: number, changes: Partial<LiveState>): Promise<LiveSnapshot> {
  const clock = new VirtualClock();
  const over = new AbortController();
  const shown: LiveSnapshot[] = [];
  const nothing = () => {};
  const listener = {
    log: nothing,
    progress: (snapshot: LiveSnapshot) => void shown.push(snapshot),
    progressEnd: nothing,
    wait: nothing,
    download: nothing,
  };
  const state: LiveState = {
    stepName: "a",
    stepIndex: 0,
    stepCount: 1,
    phase: "measured",
    total: null,
    startedAtMs: 0,
    endsAfterMs: null,
    slots: 4,
    doneBefore: 0,
    done: () => 10,
    running: () => 4,
    isStopping: () => false,
    expectLater: () => null,
    metrics: () => makeSnapshot().metrics,
    summary: () => makeSnapshot().summary(),
    step: () => makeSnapshot().step(),
    ...changes,
  };
  clock.at(atMs, () => over.abort());
  await clock.run(watchPhase(state, { clock, listener, signal: over.signal }));
  const last = shown.findLast(({ elapsedMs }) => elapsedMs <= atMs);
  if (last === undefined) throw new Error("Nothing was shown");
  return last;
}

Deno.test("the time left follows from the number done, or from the time that ends the phase, whichever is sooner", async () => {
  const byNumber = await viewAfter(1000, { total: 40 });
  deepStrictEqual([byNumber.doneShare, byNumber.remainingMs], [0.25, 3000]);
  const byTime = await viewAfter(1000, { endsAfterMs: 5000 });
  deepStrictEqual([byTime.doneShare, byTime.remainingMs], [0.2, 4000]);
  const both = await viewAfter(1000, { total: 40, endsAfterMs: 2000 });
  deepStrictEqual([both.doneShare, both.remainingMs], [0.5, 1000]);
  const neither = await viewAfter(1000, {});
  deepStrictEqual([neither.doneShare, neither.remainingMs], [null, null]);
});

Deno.test("the time left of a run adds later steps at the pace of this one", async () => {
  const asked: number[] = [];
  const expectLater = (perRequestMs: number) => {
    asked.push(perRequestMs);
    return 7000;
  };
  const view = await viewAfter(1000, { total: 40, stepCount: 2, expectLater });
  strictEqual(view.runRemainingMs, 10_000);
  // 10 requests in 1000 ms over 4 slots: each takes 400 ms.
  strictEqual(asked.at(-1), 400);
  strictEqual((await viewAfter(1000, { total: 40 })).runRemainingMs, null);
});
