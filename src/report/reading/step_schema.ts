import * as z from "zod";
import { FAILURE_KINDS } from "../../core/failure.ts";
import { GOODPUT_METRICS } from "../../metrics/judging/goodput.ts";
import { ARRIVAL_CLOCKS, POLLER_NAMES, TRANSPORT_NAMES } from "../../core/transports.ts";
import { STEP_ENDINGS } from "../../core/sink.ts";
import { DISTRIBUTION_IDS, SCALAR_IDS } from "../../metrics/catalog.ts";
import { PEER_FIGURES, PEER_NAMES } from "../../metrics/peers/peer_rules.ts";
import { GROUP_DIMENSIONS } from "../../metrics/tallies/group_dimensions.ts";
import { PAUSED_IDS } from "../../metrics/tallies/pause_tally.ts";
import { GROUP_DISTRIBUTION_IDS } from "../../metrics/shown.ts";
import {
  type FailureSummary,
  type GoodputSummary,
  type GroupFigures,
  type GroupMetrics,
  type ObjectiveResult,
  type PausedFigure,
  type PauseSummary,
  type PeerRow,
  type PeerStatistic,
  type SpeedRow,
  type StageLoad,
  type StageMetrics,
  STEADY_IDS,
  type SteadyState,
  type StepSeries,
  type ThroughputRow,
  type TraceRow,
  type TraceSummary,
} from "../../metrics/step_metrics.ts";
import type { Validity } from "../../metrics/validity.ts";
import type { RunJsonStep } from "../files/run_json.ts";
import { CLIENT_ERROR, HEALTH } from "./health_schema.ts";
import { DISTRIBUTION, DISTRIBUTIONS, SCALARS } from "./metric_schemas.ts";
import {
  COUNT,
  COUNTS,
  ISO_TIME,
  JSON_OBJECT,
  keyed,
  list,
  NUMBER,
  NUMBER_OR_NULL,
  shape,
  TEXT,
  TEXT_OR_NULL,
} from "./shape.ts";

const FAILURE = shape<FailureSummary>({
  kind: z.enum(FAILURE_KINDS),
  status: z.int().nullable(),
  code: TEXT_OR_NULL,
  count: COUNT,
  examples: list(TEXT),
});

const WORKLOAD = shape<NonNullable<RunJsonStep["workload"]>>({
  sampleCount: COUNT,
  wallSeconds: NUMBER,
  lastWindowSeconds: NUMBER,
  warmupShare: NUMBER,
  rows: list(shape<ThroughputRow>({ metric: TEXT, overall: NUMBER, lastWindow: NUMBER, steadyState: NUMBER })),
  startedAtMs: NUMBER.describe("First sending, on the run's clock"),
});

const TRACES = shape<TraceSummary>({
  count: COUNT.describe("Conversations with at least one completed turn"),
  guessedTurns: COUNT.describe("Turns whose cached tokens the service did not state"),
  rows: list(shape<TraceRow>({
    metric: TEXT,
    mean: NUMBER_OR_NULL,
    min: NUMBER_OR_NULL,
    p50: NUMBER_OR_NULL,
    p90: NUMBER_OR_NULL,
    p95: NUMBER_OR_NULL,
    p99: NUMBER_OR_NULL,
    max: NUMBER_OR_NULL,
  })),
});

const GROUP_FIGURES = shape<GroupFigures>({
  count: COUNT,
  mean: NUMBER_OR_NULL,
  p50: NUMBER_OR_NULL,
  p99: NUMBER_OR_NULL,
});

const GROUP = shape<GroupMetrics>({
  by: z.enum(GROUP_DIMENSIONS),
  name: TEXT,
  requests: COUNT,
  succeeded: COUNT,
  failed: COUNT,
  requestsPerSecond: NUMBER_OR_NULL,
  goodputShare: NUMBER_OR_NULL,
  distributions: keyed(GROUP_DISTRIBUTION_IDS, () => GROUP_FIGURES),
});

const GOODPUT = shape<GoodputSummary>({
  requests: COUNT,
  failed: COUNT,
  good: COUNT.nullable().describe("Kept all that is judged; null: nothing is"),
  promises: list(shape<ObjectiveResult>({
    metric: z.enum(GOODPUT_METRICS),
    limitMs: NUMBER,
    missed: COUNT.describe("Succeeded requests beyond the limit"),
    isJudged: z.boolean().default(true).describe("False: the figure is not the service's, see validity"),
  })),
});

const SPEED = shape<SpeedRow>({
  promptTokens: COUNT,
  requests: COUNT,
  tokensPerSecond: NUMBER,
  gpuMemoryBytes: NUMBER_OR_NULL,
});

const PAUSES = shape<PauseSummary>({
  requests: COUNT.describe("Of which a time stamp was taken late"),
  longestMs: NUMBER,
  loops: list(COUNT).describe("Event loops that paused, from 0"),
  figures: list(shape<PausedFigure>({
    id: z.enum(PAUSED_IDS),
    percent: z.union([z.literal(50), z.literal(99)]),
    value: NUMBER_OR_NULL.describe("As measured, in the metric's unit"),
    without: NUMBER_OR_NULL.describe("Had no pause lasted any time: the service's part is so much at least"),
  })),
});

const PEER_STATISTIC = shape<PeerStatistic>({
  count: COUNT.describe("Samples"),
  mean: NUMBER_OR_NULL,
  p50: NUMBER_OR_NULL,
  p99: NUMBER_OR_NULL,
});

const PEER = shape<PeerRow>({ tool: z.enum(PEER_NAMES), figures: keyed(PEER_FIGURES, () => PEER_STATISTIC) });

const VALIDITY = shape<Validity>({
  verdict: z.enum(["valid", "degraded", "invalid"]),
  reasons: list(TEXT),
  reasonsZh: list(TEXT).optional().describe("The reasons in Chinese, in the same order"),
  unreliable: list(z.enum([...DISTRIBUTION_IDS, ...SCALAR_IDS])).default([]).describe(
    "Metrics that are not the service's",
  ),
  affected: list(z.enum([...DISTRIBUTION_IDS, ...SCALAR_IDS])).nullable().default(null).describe(
    "Metrics that the reasons are about; null: any may be",
  ),
});

const AMOUNTS = list(NUMBER);
const AMOUNTS_OR_NULL = list(NUMBER_OR_NULL);

const SERIES = shape<StepSeries>({
  intervalSeconds: NUMBER,
  startedAtSeconds: NUMBER.describe("On the run's clock"),
  started: AMOUNTS,
  succeeded: AMOUNTS,
  failed: AMOUNTS,
  running: AMOUNTS.describe("Mean number of requests on their way"),
  outputTokens: AMOUNTS,
  ttftP50Ms: AMOUNTS_OR_NULL.describe("Of the requests sent in the interval, within one percent"),
  ttftP99Ms: AMOUNTS_OR_NULL,
  latencyP50Ms: AMOUNTS_OR_NULL,
  latencyP99Ms: AMOUNTS_OR_NULL,
});

const STAGE = shape<StageMetrics>({
  fromSeconds: NUMBER.describe("From the start of the load"),
  untilSeconds: NUMBER,
  load: shape<StageLoad>({ variable: z.enum(["parallel", "rate"]), from: NUMBER, to: NUMBER }).nullable().describe(
    "Asked at its beginning and end; null: the load does not change",
  ),
  requests: COUNT.describe("Sent in it, whenever they ended"),
  succeeded: COUNT,
  failed: COUNT,
  requestsPerSecond: NUMBER_OR_NULL.describe("Succeeded requests over its length"),
  outputTokensPerSecond: NUMBER_OR_NULL,
  goodputShare: NUMBER_OR_NULL,
  distributions: keyed(GROUP_DISTRIBUTION_IDS, () => GROUP_FIGURES),
});

const STEADY = shape<SteadyState>({
  fromSeconds: NUMBER.describe("The first end of a request, from the start of the load"),
  untilSeconds: NUMBER.describe("The last sending"),
  requests: COUNT.describe("Succeeded requests that were sent and ended within"),
  requestsPerSecond: NUMBER.describe("Succeeded requests that ended within, over its length"),
  outputTokensPerSecond: NUMBER,
  distributions: keyed(STEADY_IDS, () => DISTRIBUTION),
});

/** The schema of one step in `run.json`. What has a default is younger than the first version. */
export const STEP: z.ZodType<RunJsonStep> = shape<RunJsonStep>({
  name: TEXT,
  folder: TEXT,
  startedAt: ISO_TIME,
  ending: z.enum(STEP_ENDINGS),
  parallel: z.int().min(1).nullable().describe("Slots; null: no limit"),
  ratePerSecond: NUMBER_OR_NULL.describe("Asked; null: as fast as slots allow"),
  number: z.int().min(0).nullable().describe("Requests or conversations asked for"),
  sessions: COUNT.default(0).describe("Requests or conversations that ended"),
  workloadHash: TEXT_OR_NULL.default(null).describe(
    "SHA-256 over the bodies that were made, in order: those sent, and those made ahead of the end",
  ),
  args: JSON_OBJECT.describe("As in benchmark_args.json, secrets masked"),
  loadShape: JSON_OBJECT.default({}).describe("What shapes the load and has no place in benchmark_args.json"),
  scalars: SCALARS,
  distributions: DISTRIBUTIONS,
  failures: list(FAILURE),
  finishReasons: COUNTS,
  promptOrigins: COUNTS,
  completionOrigins: COUNTS,
  tokenGapOrigins: COUNTS.default({}).describe("From where the tokens of each event are known, of token_itl"),
  replyNotes: COUNTS.default({}).describe("Successful replies that had something odd about them"),
  workload: WORKLOAD.nullable(),
  traces: TRACES.nullable().describe("Whole conversations"),
  groups: list(GROUP).describe("By label, by model, by address and by agent, where there is more than one"),
  goodput: GOODPUT.nullable().describe("Requests that kept what was asked of them"),
  speed: list(SPEED).nullable().describe("By length of the prompt, in the speed benchmark"),
  peers: list(PEER).nullable().default(null).describe("By the rules of other tools (--definitions), in ms"),
  series: SERIES.nullable().default(null).describe("What happened in each interval"),
  stages: list(STAGE).nullable().default(null).describe("By stage of the load, else by slices of a long step"),
  steady: STEADY.nullable().default(null).describe("Without ramp-up and tail; null: it was never steady"),
  pauses: PAUSES.nullable().default(null).describe("What pauses of the client did to the samples they touched"),
  transport: z.enum([...TRANSPORT_NAMES, ""]).default("").describe("What carried the requests; empty: not known"),
  arrivals: z.enum(ARRIVAL_CLOCKS).nullable().default(null).describe("Whose clock stamped arrivals"),
  poller: z.enum(POLLER_NAMES).nullable().default(null).describe(
    "How sockets were waited for; null: as the platform does",
  ),
  health: HEALTH,
  clientError: CLIENT_ERROR.nullable().default(null).describe("What the client adds at most, where it was calibrated"),
  validity: VALIDITY,
  warnings: list(TEXT),
  warningsZh: list(TEXT).optional().describe("The warnings in Chinese, in the same order"),
});
