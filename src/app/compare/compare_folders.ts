import type { Comparison, GateResult } from "../../metrics/comparison/comparison.ts";
import { parseGates } from "../../metrics/comparison/gate.ts";
import { renderComparison } from "../../report/comparison/comparison_text.ts";
import type { TextStyle } from "../../report/text/tone.ts";
import { compareRuns } from "./compare_runs.ts";
import { exportComparison } from "./export_comparison.ts";

/** What is wanted of a comparison. */
export interface ComparisonWish {
  /** Changes that are not allowed, such as `p99_ttft>+5%`. */
  readonly failOn: readonly string[];
  /** `html=FILE`, `markdown=FILE`, `json=FILE`, `junit=FILE` or `github`. */
  readonly exports: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A comparison and what is to be said of it. */
export interface ComparisonOutcome {
  readonly comparison: Comparison;
  /** Lines for whoever runs the job. */
  readonly annotations: readonly string[];
  /** Why a rule is broken; `null`: none is. */
  readonly headline: string | null;
  render(style: TextStyle): string;
}

/** Compares the runs in folders with the first of them; throws a `UsageError` where rules cannot be understood. */
export async function compareFolders(
  folders: readonly string[],
  { failOn, exports, env }: ComparisonWish,
): Promise<ComparisonOutcome> {
  const rules = parseGates(failOn);
  const comparison = await compareRuns(folders, rules);
  const annotations = await exportComparison(comparison, exports, env);
  const broken = comparison.runs.flatMap(({ gates }) => gates).filter(({ status }) => status === "broken");
  return {
    comparison,
    annotations,
    headline: toHeadline(broken),
    render: (style) => renderComparison(comparison, style),
  };
}

function toHeadline(broken: readonly GateResult[]): string | null {
  const [first, ...others] = broken;
  if (first === undefined) return null;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${first.rule} is broken: ${first.reason.en}${more}`;
}
