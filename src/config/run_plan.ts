/**
 * From flags, environment and files to one frozen plan. This folder must not know datasets, dialects or the engine;
 * the names it validates live in core.
 */
import type { AgentsPlan } from "./agents_plan.ts";
import type { AgentxPlan } from "./agentx_plan.ts";
import type { ConnectionReuse, HostAddress, PollerChoice, TransportChoice } from "../core/transports.ts";
import type { EndpointRule } from "../core/endpoints.ts";
import type { Proxy } from "../core/network/proxy_rule.ts";
import type { PlotForm, SummaryKind } from "./options/output_options.ts";
import type { CustomApi } from "../core/custom/custom_api.ts";
import type { GenerationSettings } from "../core/generation.ts";
import type { PeerName } from "../metrics/peers/peer_rules.ts";
import type { GoodputObjective } from "../metrics/judging/goodput.ts";
import type { JsonObject } from "../core/json.ts";
import type { ApiName } from "../core/apis.ts";
import type { Conventions } from "../core/conventions.ts";
import type { DatasetName } from "../core/datasets.ts";
import type { ImageMode } from "../core/image_mode.ts";
import type { ModelShare } from "../core/choices/model_shares.ts";
import type { OtlpProtocolName } from "./options/telemetry_options.ts";
import type { TracePlan } from "../core/trace_ids.ts";
import type { VisualizerName } from "../core/trackers.ts";
import type { ValueDistribution } from "../core/value_distribution.ts";
import type { RunArgs } from "./file/earlier_run.ts";
import type { Criteria } from "../metrics/judging/criterion.ts";
import type { EndpointPlan } from "./endpoint_plan.ts";
import type { LoadPlan } from "./load_plan.ts";

/** One point of a sweep. */
export interface StepPlan {
  /** Name of its folder, unique in the run: `parallel_2_number_10`, a second equal one `parallel_2_number_10_2`. */
  readonly name: string;
  /** Slots; `null`: no limit (open loop). */
  readonly parallel: number | null;
  /** Requests (conversations) to send; `null`: as many as the duration or the stages take. */
  readonly number: number | null;
  /** Requests (conversations) sent before, out of every metric. */
  readonly warmupCount: number;
  /** Mean requests per second; `null`: as fast as slots allow. */
  readonly rate: number | null;
  /** `benchmark_args.json` of this step, secrets masked; its `outputs_dir` is to be replaced by the step's folder. */
  readonly args: JsonObject;
}

/** A service that is started here for the run. */
export interface LocalPlan {
  readonly runtime: "transformers" | "vllm";
  readonly port: number;
  /** The Python that has vLLM; `null`: `vllm` as found, else `python3`. */
  readonly python: string | null;
  /** Whether the operators of attention are fused; `default`: as the runtime does it. */
  readonly attention: "default" | "fused" | "unfused";
}

/** What to send to. */
export interface TargetPlan {
  readonly api: ApiName;
  /** The user's own API, for `custom`. */
  readonly custom: CustomApi | null;
  /** The service to start; `null`: it runs already. */
  readonly local: LocalPlan | null;
  /** The first of the endpoints, which stands for all where one is enough. */
  readonly url: string;
  readonly displayUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly proxy: Proxy | null;
  /** Where requests go: one at least. */
  readonly endpoints: readonly [EndpointPlan, ...EndpointPlan[]];
  readonly endpointRule: EndpointRule;
  readonly timeouts: {
    readonly connectMs: number | null;
    readonly readMs: number | null;
    readonly totalMs: number | null;
    readonly idleMs: number | null;
  };
  /** Any certificate of the service is accepted. */
  readonly isInsecure: boolean;
  /** How long the connection test waits for a service that is starting. */
  readonly waitMs: number;
  /** Files with PEM certificates of further authorities. */
  readonly caCertPaths: readonly string[];
  /** Files with the client's own certificate and its key; `null`: it has none. */
  readonly clientCertificatePaths: { readonly certificate: string; readonly key: string } | null;
  readonly connection: ConnectionPlan;
  readonly testConnection: boolean;
}

/** How requests are carried. */
export interface ConnectionPlan {
  readonly transport: TransportChoice;
  readonly poller: PollerChoice;
  readonly reuse: ConnectionReuse;
  /** Connections that each event loop opens before the load. */
  readonly preconnect: number;
  readonly unixSocket: string | null;
  readonly resolve: readonly HostAddress[];
  readonly maxReplyBytes: number;
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

/** How random images are drawn. */
export interface ImagePlan {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly mode: ImageMode;
  /** Images in a request. */
  readonly count: number;
  /** Edge of the square of an image that counts as one prompt token where the service states no usage. */
  readonly patchPx: number;
}

/** What to send. */
export interface WorkloadPlan {
  readonly dataset: DatasetName;
  /** What stood behind the dataset's name, such as the repository of `hf:owner/name`; `null`: nothing. */
  readonly datasetSource: string | null;
  readonly datasetPath: string | null;
  /** The user named the dataset, or where it is. */
  readonly isDatasetNamed: boolean;
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
  readonly prefixCount: number;
  readonly images: ImagePlan;
  readonly generation: GenerationSettings;
  /** How long replies are to be, drawn for each request; `null`: `generation.maxTokens` holds. */
  readonly outputLength: ValueDistribution | null;
  /** Several models with weights (`--model a=0.8,b=0.2`); `null`: the one of `generation`. */
  readonly models: readonly ModelShare[] | null;
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
  readonly summary: SummaryKind;
  /** Tools by whose rules the run is read too (`--definitions`). */
  readonly definitions: readonly PeerName[];
  /** No progress and no notes. */
  readonly isQuiet: boolean;
  /** The port of the live page, 0: a free one; `null`: there is none. */
  readonly uiPort: number | null;
  /** Forms in which the charts are written as pictures (`--plots`). */
  readonly plots: readonly PlotForm[];
  /** What the run is held against when it is over; `null`: nothing. */
  readonly baseline: BaselinePlan | null;
}

/** An earlier run and what may not have changed since (`--baseline`). */
export interface BaselinePlan {
  readonly folder: string;
  /** As `--fail-on` has them; they can be understood. */
  readonly failOn: readonly string[];
  readonly exports: readonly string[];
}

/** The experiment trackers that are told of the run. */
export interface TrackersPlan {
  readonly names: readonly VisualizerName[];
  /** What runs are called there; `null`: the model with date and time. */
  readonly runName: string | null;
  /** Secret. */
  readonly wandbApiKey: string | null;
  /** Secret; `local`: no cloud. */
  readonly swanlabApiKey: string | null;
  readonly swanlabHost: string | null;
}

/** Where telemetry goes. */
export interface TelemetryPlan {
  /** The collector of OpenTelemetry; `null`: none. */
  readonly otlp: {
    readonly endpoint: string;
    readonly protocol: OtlpProtocolName;
    /** Secret. */
    readonly headers: Readonly<Record<string, string>>;
    readonly conventions: Conventions;
    readonly resource: Readonly<Record<string, string>>;
    readonly trace: TracePlan;
  } | null;
  /** Where Prometheus finds the figures; `null`: nowhere. */
  readonly metricsPort: number | null;
  /** The service's own metrics; `null`: they are not read. */
  readonly serverMetricsUrl: string | null;
  /** Where an exporter of DCGM would serve the GPUs of this machine; `null`: this machine is not watched. */
  readonly hostDcgmUrl: string | null;
}

/** How conversations are cut (`--multi-turn`). */
export interface ConversationPlan {
  readonly minTurns: number;
  /** `null`: as many as the dataset has. */
  readonly maxTurns: number | null;
}

/** The search for the highest load within limits (`--sla-auto-tune`). */
export interface SlaPlan {
  readonly variable: "parallel" | "rate";
  /** What `--sla-params` asks for. */
  readonly criteria: Criteria;
  readonly runsPerPoint: number;
  readonly lowerBound: number;
  readonly upperBound: number;
  /** Where the search starts; within the bounds. */
  readonly startValue: number;
  /** Slots while the rate is searched for; `null`: unlimited, that is open loop. */
  readonly fixedParallel: number | null;
  /** Requests of a point as a multiple of its value. */
  readonly numberMultiplier: number;
  /** The user said so; else a point gets as many as its criteria need, where those are more. */
  readonly isMultiplierGiven: boolean;
  /** Warm-up requests of a run as a share (0…1) of its number, one at least; `null`: the step's own count. */
  readonly warmupShare: number | null;
  /** The relative step at which a search for a rate ends. */
  readonly toleranceShare: number;
  /** The share (0…1) of requests that must succeed. */
  readonly successShare: number;
}

/** A whole run, decided before anything is sent. */
export interface RunPlan {
  /** Last path component of the model, else the dataset's name. */
  readonly modelId: string;
  readonly target: TargetPlan;
  readonly workload: WorkloadPlan;
  readonly output: OutputPlan;
  readonly trackers: TrackersPlan;
  readonly telemetry: TelemetryPlan;
  /** The points of the sweep; of a search, one that stands for all its points. */
  readonly steps: readonly StepPlan[];
  readonly load: LoadPlan;
  /** `null`: single-turn load. */
  readonly conversation: ConversationPlan | null;
  /** What each request is to keep (`--goodput`); empty: no objectives. */
  readonly goodput: readonly GoodputObjective[];
  /** Less goodput than this share (0…1): exit code 1. */
  readonly goodputMinShare: number | null;
  /** Runs of each step (`--repeat`). */
  readonly repeat: number;
  /** The folder of an interrupted run to go on with (`--resume`). */
  readonly resumeFolder: string | null;
  /** How the run was asked for, for its folder; without any secret. */
  readonly runArgs: RunArgs;
  /** `null`: a plain run or sweep. */
  readonly sla: SlaPlan | null;
  /** Only show what would be done. */
  readonly isDryRun: boolean;
  readonly sleepIntervalMs: number;
  /** The hand-over from prefill to decode is measured (`--enable-pd-metrics`). */
  readonly measuresHandoff: boolean;
  /** Sessions that have no id of their own get one, sent as `X-Request-Id`. */
  readonly sendsRequestIds: boolean;
  /** The scenario that AIPerf carries out instead of the engine; `null`: none. */
  readonly agentx: AgentxPlan | null;
  /** Other machines that carry the load; `null`: this one does. */
  readonly agents: AgentsPlan | null;
  /** Event loops that carry the load; 0: as many as pay. */
  readonly shards: number;
  /** More failed than this share (0…1): exit code 1. `null`: only when all failed. */
  readonly maxFailedShare: number | null;
  /** What the user should know of how the options were understood. */
  readonly notes: readonly string[];
}

/** What `--number` and `--parallel` count. */
export function unitOf({ conversation }: Pick<RunPlan, "conversation">): string {
  return conversation === null ? "request" : "conversation";
}
