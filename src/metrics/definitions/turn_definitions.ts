import type { Definitions } from "./metric_definition.ts";

const CONVERSATIONS = { unit: "conversations", direction: "neutral", decimals: 0 } as const;

/** Waiting by the place of a request in its conversation. */
export const TURN_TTFT_DEFINITIONS: Definitions<"first_turn_ttft" | "later_turn_ttft"> = {
  first_turn_ttft: {
    label: "First-turn TTFT",
    unit: "ms",
    formula: "TTFT of the first turns of conversations; undefined in a load of single requests.",
    direction: "lower",
    decimals: 2,
    evalscopeMeanKey: "Avg First-Turn TTFT (ms)",
    shows: {
      summary: { section: "turns", order: 30, label: "Avg First-Turn TTFT", isOptional: true },
      percentiles: { order: 50, isOptional: true },
      percentileFile: { order: 140, isOptional: true },
      perRequest: { order: 120, isOptional: true },
      summaryFile: { order: 210, isOptional: true },
    },
  },
  later_turn_ttft: {
    label: "Later-turn TTFT",
    unit: "ms",
    formula: "TTFT of the turns of conversations after the first; undefined in a load of single requests.",
    direction: "lower",
    decimals: 2,
    evalscopeMeanKey: "Avg Subsequent-Turn TTFT (ms)",
    shows: {
      summary: { section: "turns", order: 40, label: "Avg Subsequent-Turn TTFT", isOptional: true },
      percentiles: { order: 60, isOptional: true },
      percentileFile: { order: 150, isOptional: true },
      perRequest: { order: 130, isOptional: true },
      summaryFile: { order: 220, isOptional: true },
    },
  },
};

/** Single numbers of the requests of conversations. */
export const TURN_DEFINITIONS: Definitions<"turns_per_request" | "kv_cache_hit_rate_estimate"> = {
  turns_per_request: {
    label: "Turns per request",
    unit: "turns",
    formula: "Mean number of turns so far, the own one included, over succeeded requests of conversations: 1.5 where " +
      "all have two turns. As evalscope perf. Undefined in a load of single requests.",
    direction: "neutral",
    decimals: 2,
    evalscopeKey: "Avg Turns/Request",
    shows: {
      summary: { section: "turns", order: 20, label: "Avg Turns/Request", isOptional: true },
      perRequest: { order: 100, label: "Turns/Req", isOptional: true },
      summaryFile: { order: 190, isOptional: true },
    },
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
    shows: {
      summaryFile: { order: 440, isOptional: true },
    },
  },
  finished_conversations: {
    label: "Finished conversations",
    formula: "Conversations whose last turn succeeded; undefined in a load of single requests.",
    ...CONVERSATIONS,
    shows: {
      summaryFile: { order: 450, isOptional: true },
    },
  },
  abandoned_conversations: {
    label: "Abandoned conversations",
    formula: "Conversations of which a turn failed, or that had turns left when the step ended; undefined in a load " +
      "of single requests.",
    ...CONVERSATIONS,
    direction: "lower",
    shows: {
      summaryFile: { order: 460, isOptional: true },
    },
  },
};
