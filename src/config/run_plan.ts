/**
 * From flags, environment and files to one frozen plan. This folder must not know datasets, dialects or the engine;
 * the names it validates live in core.
 */
import type { GenerationSettings } from "../core/generation.ts";
import type { JsonObject } from "../core/json.ts";
import type { ApiName, DatasetName } from "../core/names.ts";

/** One point of a sweep. */
export interface StepPlan {
  /** Name of its folder, unique in the run: `parallel_2_number_10`, a second equal one `parallel_2_number_10_2`. */
  readonly name: string;
  /** Slots; `null`: no limit (open loop). */
  readonly parallel: number | null;
  /** Requests (conversations) to send. */
  readonly number: number;
  /** Mean requests per second; `null`: as fast as slots allow. */
  readonly rate: number | null;
  /** `benchmark_args.json` of this step, secrets masked; its `outputs_dir` is to be replaced by the step's folder. */
  readonly args: JsonObject;
}

/** What to send to. */
export interface TargetPlan {
  readonly api: ApiName;
  /** The whole address of the endpoint, to send to: may hold secrets. */
  readonly url: string;
  /** The address as it may be shown and written: secrets masked. */
  readonly displayUrl: string;
  /** All headers of the user, Authorization included: secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeouts: {
    readonly connectMs: number | null;
    readonly readMs: number | null;
    readonly totalMs: number | null;
  };
  /** Files with PEM certificates of further authorities. */
  readonly caCertPaths: readonly string[];
  readonly testConnection: boolean;
}

/** Where hub files come from and are kept. */
export interface HubPlan {
  readonly source: "modelscope" | "huggingface" | "local";
  readonly modelScopeUrl: string;
  readonly huggingFaceUrl: string;
  readonly cacheDir: string;
  /** Secret. */
  readonly token: string | null;
}

/** What to send. */
export interface WorkloadPlan {
  readonly dataset: DatasetName;
  readonly datasetPath: string | null;
  readonly datasetArgs: JsonObject;
  readonly datasetOffset: number;
  readonly dataSource: "modelscope" | "huggingface" | "local" | null;
  readonly hub: HubPlan;
  /** The one prompt of all requests (`--prompt`, a file already read); `null`: the dataset's. */
  readonly prompt: string | null;
  readonly applyChatTemplate: boolean;
  readonly tokenizePrompt: boolean;
  readonly tokenizerPath: string | null;
  readonly minPromptLength: number;
  readonly maxPromptLength: number;
  readonly prefixLength: number;
  readonly generation: GenerationSettings;
  /** Drawn when the user gave none. */
  readonly seed: number;
}

/** Where results go. */
export interface OutputPlan {
  readonly outputsDir: string;
  readonly noTimestamp: boolean;
  /** The folder below the timestamp: `--name`, else the model's last path component, else the dataset; already safe. */
  readonly folderName: string;
  readonly storeContent: boolean;
  readonly debug: boolean;
  readonly logEveryNQuery: number;
  // deno-lint-ignore house/unit-suffix -- counts rows, under the name users know
  readonly dbCommitInterval: number;
  readonly enableProgressTracker: boolean;
  /** Print the summary alone, as JSON, on stdout. */
  readonly json: boolean;
}

/** A whole run, decided before anything is sent. */
export interface RunPlan {
  /** Last path component of the model, else the dataset's name. */
  readonly modelId: string;
  readonly target: TargetPlan;
  readonly workload: WorkloadPlan;
  readonly output: OutputPlan;
  readonly steps: readonly StepPlan[];
  readonly sleepIntervalMs: number;
  /** Event loops that carry the load; 0: as many as pay. */
  readonly shards: number;
  /** More failed than this share (0…1): exit code 1. `null`: only when all failed. */
  readonly maxFailedShare: number | null;
  /** What the user should know of how the options were understood. */
  readonly notes: readonly string[];
}
