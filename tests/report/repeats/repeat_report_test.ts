import { deepStrictEqual, match } from "node:assert/strict";
import { toRepeatJson } from "../../../src/report/files/repeat_json.ts";
import { toRepeatCells } from "../../../src/report/parts/repeat_table.ts";
import { makeRepeatedStep } from "../../support/sample_parts.ts";

/** The JSON of repeats as far as it is looked at. */
interface RepeatShape {
  readonly name: string;
  readonly repeats: number;
  readonly confidence: number;
  readonly method: string;
  readonly scalars: Readonly<Record<string, Statistic & { readonly unit: string }>>;
  readonly distributions: Readonly<Record<string, Readonly<Record<string, Statistic>>>>;
}

interface Statistic {
  readonly n: number;
  readonly mean: number | null;
  readonly interval95: readonly number[] | null;
}

Deno.test("the JSON of repeats gives unit, n, mean, deviation and both ends of the interval", () => {
  const written = JSON.stringify(toRepeatJson(makeRepeatedStep()));
  const { name, repeats, confidence, method, scalars, distributions }: RepeatShape = JSON.parse(written);
  deepStrictEqual([name, repeats, confidence], ["parallel_2_number_10", 3, 0.95]);
  match(method, /Student's t/);
  const { unit, n, mean, interval95 } = scalars["request_throughput"] ?? {};
  deepStrictEqual([unit, n, mean?.toFixed(6)], ["req/s", 3, "12.600000"]);
  deepStrictEqual(interval95?.map((end) => end.toFixed(3)), ["9.470", "15.730"]);
  deepStrictEqual(scalars["goodput"], { unit: "req/s", n: 0, mean: null, standardDeviation: null, interval95: null });
  deepStrictEqual(Object.keys(distributions["ttft"] ?? {}), ["unit", "mean", "p50", "p90", "p99"]);
});

Deno.test("the table of repeats shows interval, half width in percent and n, and leaves out what no repeat has", () => {
  const rows = toRepeatCells(makeRepeatedStep());
  deepStrictEqual(rows[0], ["RPS", "12.60", "9.47 … 15.73", "24.8", "1.26", "3"]);
  deepStrictEqual(rows.filter(([name]) => name === "Goodput share"), []);
});

Deno.test("the table of one repeat has no interval", () => {
  const step = makeRepeatedStep();
  const { request_throughput } = step.summary.scalars;
  const once = { ...request_throughput, n: 1, standardDeviation: null, interval95: null };
  const scalars = { ...step.summary.scalars, request_throughput: once };
  const rows = toRepeatCells({ ...step, summary: { ...step.summary, repeats: 1, scalars } });
  deepStrictEqual(rows[0], ["RPS", "12.60", "—", "—", "—", "1"]);
});
