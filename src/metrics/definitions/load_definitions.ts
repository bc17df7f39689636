import type { DefinitionEntry, MetricId } from "../catalog.ts";

type Definitions<Id extends MetricId> = Readonly<Record<Id, DefinitionEntry>>;

const CONVERSATIONS = { unit: "conversations", direction: "neutral", decimals: 0 } as const;

/** What was promised, and how well the load kept its own schedule. */
export const PACE_DEFINITIONS: Definitions<
  "goodput" | "goodput_share" | "late_starts" | "start_rate" | "due_rate" | "dispatch_lag"
> = {
  goodput: {
    label: "Goodput",
    unit: "req/s",
    formula:
      "Requests that kept all promises of --goodput / duration; a limit met exactly is kept. Undefined without " +
      "promises. As vLLM.",
    direction: "higher",
    decimals: 2,
  },
  goodput_share: {
    label: "Goodput share",
    unit: "share",
    formula:
      "Requests that kept all promises / all measured requests: failed ones kept none. A figure that a request " +
      "does not have (TPOT of one token) counts as kept. Undefined without promises or requests.",
    direction: "higher",
    decimals: 3,
  },
  late_starts: {
    label: "Late starts",
    unit: "requests",
    formula: "Requests sent more than 10 ms after they were due, or had their slot where the load has no schedule.",
    direction: "lower",
    decimals: 0,
  },
  start_rate: {
    label: "Start rate",
    unit: "req/s",
    formula: "(First turns − 1) / time from the first to the last of their sendings: the rate that was really sent. " +
      "Undefined with fewer than two.",
    direction: "neutral",
    decimals: 2,
  },
  due_rate: {
    label: "Due rate",
    unit: "req/s",
    formula: "(First turns − 1) / time from the first to the last moment they were due: what the schedule asked for " +
      "within the same requests. Undefined without a schedule or with fewer than two.",
    direction: "neutral",
    decimals: 2,
  },
  dispatch_lag: {
    label: "Dispatch lag",
    unit: "ms",
    formula:
      "From the moment a request had its slot to the moment it was sent; of all measured requests. The part of " +
      "the send lag that no wait for a slot is in.",
    direction: "lower",
    decimals: 2,
  },
};

/** Figures of single requests by their place in a conversation. */
export const TURN_DEFINITIONS: Definitions<
  "first_turn_ttft" | "later_turn_ttft" | "turns_per_request" | "kv_cache_hit_rate_estimate"
> = {
  first_turn_ttft: {
    label: "First-turn TTFT",
    unit: "ms",
    formula: "TTFT of the first turns of conversations; undefined in a load of single requests.",
    direction: "lower",
    decimals: 2,
    evalscopeMeanKey: "Avg First-Turn TTFT (ms)",
  },
  later_turn_ttft: {
    label: "Later-turn TTFT",
    unit: "ms",
    formula: "TTFT of the turns of conversations after the first; undefined in a load of single requests.",
    direction: "lower",
    decimals: 2,
    evalscopeMeanKey: "Avg Subsequent-Turn TTFT (ms)",
  },
  turns_per_request: {
    label: "Turns per request",
    unit: "turns",
    formula: "Mean number of turns so far, the own one included, over succeeded requests of conversations: 1.5 where " +
      "all have two turns. As evalscope perf. Undefined in a load of single requests.",
    direction: "neutral",
    decimals: 2,
    evalscopeKey: "Avg Turns/Request",
  },
  kv_cache_hit_rate_estimate: {
    label: "KV cache hit rate, estimated",
    unit: "%",
    formula: "100 · summed cached tokens / summed input tokens over succeeded requests of conversations. Where the " +
      "service does not state cached tokens a guess stands for them: none in the first turn, later all tokens of " +
      "the turn before, at most the input: what an endless cache would hold. As evalscope perf, which does not " +
      "stop at the input. Undefined in a load of single requests.",
    direction: "higher",
    decimals: 1,
  },
};

/** Counts of conversations. */
export const CONVERSATION_DEFINITIONS: Definitions<
  "conversations" | "finished_conversations" | "abandoned_conversations"
> = {
  conversations: {
    label: "Conversations",
    formula: "Conversations of which a measured request was sent; undefined in a load of single requests.",
    ...CONVERSATIONS,
  },
  finished_conversations: {
    label: "Finished conversations",
    formula: "Conversations whose last turn succeeded; undefined in a load of single requests.",
    ...CONVERSATIONS,
  },
  abandoned_conversations: {
    label: "Abandoned conversations",
    formula: "Conversations of which a turn failed, or that had turns left when the step ended; undefined in a load " +
      "of single requests.",
    ...CONVERSATIONS,
    direction: "lower",
  },
};
