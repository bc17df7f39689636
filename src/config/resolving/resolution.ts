import type { Problem } from "../../core/errors.ts";
import type { PerfValues } from "../options/perf_options.ts";
import type { Environment } from "../parsing/environment.ts";

/** What the parts of a plan are made from, and where they put what is wrong or worth knowing. */
export interface Resolution {
  readonly values: PerfValues;
  /** Keys that the user gave. */
  readonly explicit: ReadonlySet<string>;
  /** The seed of the run to go on with; `null`: there is none. */
  readonly earlierSeed: number | null;
  readonly env: Environment;
  readonly problems: Problem[];
  readonly notes: string[];
}
