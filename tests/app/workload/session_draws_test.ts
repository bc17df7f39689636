import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { drawForSessions } from "../../../src/app/workload/session_draws.ts";
import type { Session } from "../../../src/core/session.ts";

const INPUT = { kind: "text", text: "x" } as const;
const plain = (count: number): Session[] => Array.from({ length: count }, () => ({ turns: [{ input: INPUT }] }));
const NOTHING = { models: null, outputLength: null };

const draw = (sessions: Iterable<Session>, changes: Partial<Parameters<typeof drawForSessions>[1]>, seed = 1) =>
  Array.fromAsync(drawForSessions(sessions, { ...NOTHING, ...changes }, seed));

Deno.test("without weights and lengths sessions stay as they are", async () => {
  const sessions = plain(3);
  deepStrictEqual(await draw(sessions, {}), sessions);
});

Deno.test("models are drawn by their weights; a session that names one keeps it", async () => {
  const models = [{ model: "a", weight: 8 }, { model: "b", weight: 2 }];
  const drawn = await draw([...plain(500), { turns: [{ input: INPUT }], model: "own" }], { models });
  const a = drawn.filter(({ model }) => model === "a").length;
  // 400 are expected; five standard deviations are 45.
  ok(Math.abs(a - 400) < 45, `${a} of a`);
  strictEqual(drawn.at(-1)?.model, "own");
});

Deno.test("each reply gets a length of its own, a whole number of at least one; given ones stay", async () => {
  const outputLength = { kind: "normal", mean: 20, deviation: 30 } as const;
  const turns = [{ input: INPUT }, { input: INPUT, maxTokens: 7 }];
  const drawn = await draw([...plain(300), { turns }], { outputLength });
  const lengths = drawn.flatMap((session) => session.turns.map(({ maxTokens }) => maxTokens ?? 0));
  strictEqual(lengths.at(-1), 7);
  ok(lengths.every((length) => Number.isInteger(length) && length >= 1));
  ok(new Set(lengths).size > 30);
});

Deno.test("the same seed draws the same", async () => {
  const settings = { outputLength: { kind: "uniform", min: 1, max: 1000 } as const };
  deepStrictEqual(await draw(plain(5), settings), await draw(plain(5), settings));
  const other = await draw(plain(5), settings, 2);
  ok(JSON.stringify(other) !== JSON.stringify(await draw(plain(5), settings)));
});
