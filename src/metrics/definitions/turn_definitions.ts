import type { Definitions } from "./metric_definition.ts";

const CONVERSATIONS = { unit: "conversations", direction: "neutral", decimals: 0 } as const;

/** Waiting by the place of a request in its conversation. */
export const TURN_TTFT_DEFINITIONS: Definitions<"first_turn_ttft" | "later_turn_ttft"> = {
  first_turn_ttft: {
    label: "First-turn TTFT",
    unit: "ms",
    formula: "TTFT of the first turns of conversations; undefined in a load of single requests.",
    chinese: { label: "首轮 TTFT", formula: "对话首轮的 TTFT；单个请求的负载无此值。" },
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
    chinese: { label: "后续轮 TTFT", formula: "对话首轮之后各轮的 TTFT；单个请求的负载无此值。" },
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
    chinese: {
      label: "每请求轮数",
      formula:
        "对话的成功请求至今（含自身）的平均轮数：全部为两轮时是 1.5。与 evalscope perf 一致。单个请求的负载无此值。",
    },
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
    chinese: {
      label: "KV 缓存命中率（估计）",
      formula:
        "100 · 缓存 token 之和 / 输入 token 之和，取对话的成功请求。服务未给出缓存 token 时以猜测代替：首轮为无，之后为前一轮的全部 token，最多为输入，即无限缓存所能保存的。与 evalscope perf 一致，但后者不以输入为上限。单个请求的负载无此值。",
    },
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
    chinese: { label: "对话", formula: "有计量请求已发送的对话；单个请求的负载无此值。" },
    ...CONVERSATIONS,
    shows: {
      summaryFile: { order: 440, isOptional: true },
    },
  },
  finished_conversations: {
    label: "Finished conversations",
    formula: "Conversations whose last turn succeeded; undefined in a load of single requests.",
    chinese: { label: "完成的对话", formula: "最后一轮成功的对话；单个请求的负载无此值。" },
    ...CONVERSATIONS,
    shows: {
      summaryFile: { order: 450, isOptional: true },
    },
  },
  abandoned_conversations: {
    label: "Abandoned conversations",
    formula: "Conversations of which a turn failed, or that had turns left when the step ended; undefined in a load " +
      "of single requests.",
    chinese: { label: "放弃的对话", formula: "有一轮失败、或测试点结束时尚有剩余轮次的对话；单个请求的负载无此值。" },
    ...CONVERSATIONS,
    direction: "lower",
    shows: {
      summaryFile: { order: 460, isOptional: true },
    },
  },
};
