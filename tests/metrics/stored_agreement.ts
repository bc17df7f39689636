import { ok, strictEqual } from "node:assert";
import type { RunJsonStep } from "../../src/report/files/run_json.ts";
import type { DistributionSummary } from "../../src/metrics/step_metrics.ts";
import { type PlainSummary, recomputeFromDatabase } from "./second_computation.ts";

/** Asserts that every metric of a step is what a second computation makes of the rows of its database. */
export function assertAsStored({ scalars, distributions }: RunJsonStep, path: string): void {
  const known: Readonly<Record<string, number | null>> = scalars;
  const summaries: Readonly<Record<string, DistributionSummary>> = distributions;
  let compared = 0;
  // Where a busy machine bunched a reply, the microsecond to which times are kept is much of its time between tokens,
  // and of its inverse.
  const isBunched = (summaries["tpot"]?.min ?? 0) < 0.5;
  for (const [id, value] of Object.entries(recomputeFromDatabase(path))) {
    if (isBunched && id === "decode_tokens_per_second") continue;
    const summary = summaries[id];
    if (typeof value === "number") close(known[id] ?? null, value, id);
    else if (value !== null && summary !== undefined) compare(summary, value, id);
    else continue;
    compared++;
  }
  ok(compared > 15, `${compared} metrics were compared`);
}

function compare(summary: DistributionSummary, again: PlainSummary, id: string): void {
  strictEqual(summary.count, again.count, `${id} count`);
  for (const name of ["mean", "min", "max"] as const) close(summary[name], again[name], `${id} ${name}`);
  for (const [percent, value] of Object.entries(summary.percentiles)) {
    close(value, again.percentiles[percent] ?? null, `p${percent} of ${id}`);
  }
}

function close(one: number | null, other: number | null, name: string): void {
  if (one === null || other === null) return strictEqual(one, other, name);
  // The database keeps times to the microsecond.
  ok(Math.abs(one - other) <= 2e-3 * Math.max(1, Math.abs(one)), `${name}: ${one} and ${other}`);
}
