import type { ClientError, ClientHealth } from "../core/judging/health.ts";
import type { EndpointRule } from "../core/endpoints.ts";
import type { ArrivalClock, PollerName, TransportName } from "../core/transports.ts";
import type { JsonObject } from "../core/json.ts";
import type { StepEnding } from "../core/sink.ts";
import type { RepeatSummary } from "./repeats.ts";
import type { StepMetrics } from "./step_metrics.ts";
import type { Validity } from "./validity.ts";

/** The result of one point of a sweep: plain data. */
export interface StepResult {
  /** The folder's name, e.g. `parallel_2_number_10`. */
  readonly name: string;
  /** Slots; `null` in open loop. */
  readonly parallel: number | null;
  /** Asked requests per second; `null`: unpaced. */
  readonly rate: number | null;
  /** Asked sessions; `null`: as many as the duration takes. */
  readonly number: number | null;
  /** Measured sessions that ended. */
  readonly sessions: number;
  readonly ending: StepEnding;
  /** Wall-clock ISO text of the step's first moment. */
  readonly startedAt: string;
  readonly metrics: StepMetrics;
  readonly health: ClientHealth;
  /** What carried the requests, which decides whose clock stamps arrivals; empty: not known. */
  readonly transport: TransportName | "";
  /** Whose clock stamped arrivals; `null`: not known. */
  readonly arrivals: ArrivalClock | null;
  /** How sockets were waited for; `null`: as the platform does, or not known. */
  readonly poller: PollerName | null;
  /** What the client adds to the figures at most, where it was calibrated under such a load; `null`: not known. */
  readonly clientError: ClientError | null;
  /** Whether the client itself was the limit. */
  readonly validity: Validity;
  /** Sentences a reader must see beside the numbers. */
  readonly warnings: readonly string[];
  /** The same in Chinese, in the same order; missing in results of older versions. */
  readonly warningsZh?: readonly string[] | undefined;
  /** Where its files are; absolute or relative as the user gave the outputs folder. */
  readonly folder: string;
  /** The arguments as `benchmark_args.json` holds them, secrets masked. */
  readonly args: JsonObject;
  /** What shapes the load and that `args` do not hold. */
  readonly loadShape: JsonObject;
  /** SHA-256 over the bodies that were made, in order: those sent, and those made ahead of the end; `null`: not known. */
  readonly workloadHash: string | null;
}

/** Several addresses and how requests were shared out among them. */
export interface RunEndpoints extends EndpointRule {
  readonly urls: readonly string[];
}

/** What is known of the whole run besides its steps. */
export interface RunContext {
  readonly model: string;
  readonly dataset: string;
  readonly api: string;
  readonly url: string;
  /** All addresses where there are several, secrets masked, and how requests found theirs; `null`: there is one. */
  readonly endpoints: RunEndpoints | null;
  /** The proxy that requests went through, secrets masked; `null`: none. */
  readonly proxy: string | null;
  /** Whose clock stamped arrivals, what carried the requests, and why; `null`: an older file does not tell. */
  readonly transport: string | null;
  /** The same in Chinese; missing in results of older versions. */
  readonly transportZh?: string | null | undefined;
  readonly outputPath: string;
  readonly startedAt: string;
  readonly seed: number;
  /** SHA-256 over the bodies that were made, in order: equal hashes, equal workloads. `null` until a step has ended. */
  readonly workloadHash: string | null;
  /** The tokenizer by which missing counts were filled; `null`: none was needed. */
  readonly tokenizer: string | null;
  readonly isPartial: boolean;
}

/** A step that was run several times. */
export interface RepeatedStep {
  /** The step's name without that of the repeat, e.g. `parallel_2_number_10`. */
  readonly name: string;
  /** As in `StepResult`. */
  readonly parallel: number | null;
  readonly rate: number | null;
  readonly summary: RepeatSummary;
}

/** A whole run. */
export interface RunResult {
  readonly context: RunContext;
  readonly steps: readonly StepResult[];
  /** Where steps were repeated: mean, deviation and confidence interval of each. */
  readonly repeats?: readonly RepeatedStep[];
}
