import type { ClientHealth } from "../../core/judging/health.ts";
import { REPLY_NOTE_LABELS, REPLY_NOTES } from "../../core/reply_notes.ts";
import { type Words, words } from "../../core/words.ts";
import { formatCount, formatNumber } from "../../report/text/number_text.ts";
import type { StepMetrics } from "../../metrics/step_metrics.ts";
import { fleetWarnings } from "./fleet_warnings.ts";

interface Judged {
  readonly health: ClientHealth;
  readonly metrics: StepMetrics;
  /** Tokens that each reply was asked to have at the least; missing: none were. */
  readonly minTokens?: number | null;
}

/** Speculative decoding accepts about so many tokens at the least; below it a gap is nearly one of tokens. */
const MANY_PER_EVENT = 1.5;

/** Says in words what a reader must know beside the numbers of a step and the verdict on the client. */
export function stepWarnings({ health, metrics, minTokens = null }: Judged): readonly Words[] {
  const { duration } = metrics.scalars;
  return [
    ...describeOddReplies(metrics),
    ...describeTokens(metrics),
    ...describeShortReplies(metrics, minTokens),
    ...describeDeadEndpoints(metrics),
    ...describeConnections(health),
    ...fleetWarnings(health, duration === null ? null : duration * 1000),
    ...describeLosses(health),
  ];
}

function describeOddReplies({ replyNotes }: StepMetrics): readonly Words[] {
  return REPLY_NOTES.flatMap((note) => {
    const replies = replyNotes[note] ?? 0;
    if (replies === 0) return [];
    const { en, zh } = REPLY_NOTE_LABELS[note];
    return [
      words(`${formatNumber(replies, 0)} ${replies === 1 ? "reply" : "replies"} ${en}`, `${replies} 个回复${zh}`),
    ];
  });
}

function describeTokens({ scalars, completionOrigins }: StepMetrics): readonly Words[] {
  const perEvent = scalars.decoded_tokens_per_chunk_mean;
  const embedded = completionOrigins.embedded ?? 0;
  return [
    ...perEvent === null || perEvent < MANY_PER_EVENT ? [] : [words(
      `An event holds ${perEvent.toFixed(1)} tokens on average (Decoded Tok/Iter): ` +
        "ITL is the gap between events, TPOT that between tokens",
      `每个事件平均含 ${
        perEvent.toFixed(1)
      } 个 token（Decoded Tok/Iter）：ITL 是事件之间的间隔，TPOT 是 token 之间的间隔`,
    )],
    ...embedded === 0 ? [] : [words(
      `The service stated no usable count of tokens for ${formatCount(embedded, "request")}: ` +
        "they were counted by the embedded tokenizer, not the model's own",
      `服务未给出 ${embedded} 个请求的可用 token 数：由内置分词器（而非模型自己的）计数`,
    )],
  ];
}

/** Services that know no minimum take the member without a word. */
function describeShortReplies({ distributions }: StepMetrics, minTokens: number | null): readonly Words[] {
  const shortest = distributions.output_tokens.min;
  if (minTokens === null || shortest === null || shortest >= minTokens) return [];
  return [words(
    `The shortest reply has ${
      formatCount(shortest, "token")
    }, where --min-tokens asked for ${minTokens}: the service ` +
      "does not keep it; vLLM, SGLang and llama.cpp know --extra-args '{\"ignore_eos\": true}'",
    `最短的回复只有 ${shortest} 个 token，而 --min-tokens 要求 ${minTokens} 个：服务未遵守；` +
      "vLLM、SGLang 与 llama.cpp 支持 --extra-args '{\"ignore_eos\": true}'",
  )];
}

/** An address where nothing succeeded is told by name: the figures of the whole step hold its failures. */
function describeDeadEndpoints({ groups }: StepMetrics): readonly Words[] {
  return groups.filter(({ by, succeeded, failed }) => by === "endpoint" && succeeded === 0 && failed > 0)
    .map(({ name, failed }) =>
      words(
        `None of the ${formatCount(failed, "request")} to ${name} succeeded`,
        `发往 ${name} 的 ${failed} 个请求无一成功`,
      )
    );
}

function describeConnections({ connectionRetries }: ClientHealth): readonly Words[] {
  if (connectionRetries === 0) return [];
  return [words(
    `Sent again because the service had closed a pooled connection: ${formatCount(connectionRetries, "request")}`,
    `因服务关闭了池中的连接而重新发送：${connectionRetries} 个请求`,
  )];
}

function describeLosses({ lostRequests, shedTexts }: ClientHealth): readonly Words[] {
  return [
    ...lostRequests === 0 ? [] : [words(
      `${formatCount(lostRequests, "request")} ran when the event loop was lost: ` +
        "how that ended is not known, and is in no figure",
      `事件循环丢失时有 ${lostRequests} 个请求在进行：其结果未知，不计入任何数据`,
    )],
    ...shedTexts === 0 ? [] : [words(
      `The texts of ${formatCount(shedTexts, "request")} were dropped, as they came in faster than they could be ` +
        "worked through; where the service stated no usage their tokens were not counted",
      `${shedTexts} 个请求的文本因到达过快来不及处理而被丢弃；服务未给出用量时，其 token 未计数`,
    )],
  ];
}
