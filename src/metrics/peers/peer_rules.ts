import { type Words, words } from "../../core/words.ts";
import type { PeerRequest } from "./peer_request.ts";

/** Tools by whose rules a run can be read. */
export const PEER_NAMES = ["native", "vllm", "sglang", "aiperf", "guidellm", "evalscope"] as const;

/** The name of such a tool. */
export type PeerName = typeof PEER_NAMES[number];

/** The figures that tools define differently. */
export const PEER_FIGURES = ["ttft", "tpot", "itl", "latency"] as const;

/** The name of such a figure; all in ms. */
export type PeerFigure = typeof PEER_FIGURES[number];

/**
 * Where a percentile lies among n ascending samples, as a position from 0 that may lie between two: `linear` between the
 * nearest two (numpy's default), `floor` the element ⌊n · p⌋, `cdf` the first sample at which the share p is reached.
 */
export type PeerPercentile = "linear" | "floor" | "cdf";

/** How a tool reads a request. */
export interface PeerRules {
  readonly label: string;
  /** Samples of each figure in ms; none: the request has no such figure. */
  readonly samples: Readonly<Record<PeerFigure, (request: PeerRequest) => readonly number[]>>;
  readonly percentile: PeerPercentile;
  /** Samples are rounded so before percentiles are taken; `null`: not at all. */
  readonly roundsToMs: Readonly<Record<PeerFigure, number>> | null;
  /** Why a figure may differ from ours, where it does. */
  readonly reasons: Readonly<Partial<Record<PeerFigure, Words>>>;
}

/** The rules of each tool. */
export const PEER_RULES: Readonly<Record<PeerName, PeerRules>> = {
  native: {
    label: "streamgauge",
    samples: {
      ttft: ({ isStream, outputMs }) => isStream ? first(outputMs) : [],
      tpot: ({ isStream, outputMs, outputTokens }) =>
        isStream ? perToken(spanOf(outputMs), (outputTokens ?? 0) - 1) : [],
      itl: ({ outputMs }) => gapsOf(outputMs),
      latency: ({ isStream, eventMs, endMs }) => [isStream ? eventMs.at(-1) ?? endMs : endMs],
    },
    percentile: "linear",
    roundsToMs: null,
    reasons: {},
  },
  vllm: {
    label: "vLLM bench serve",
    samples: {
      ttft: ({ choiceMs }) => first(choiceMs),
      tpot: ({ choiceMs, outputTokens }) => perToken(spanOf(choiceMs), (outputTokens ?? 0) - 1),
      itl: ({ choiceMs }) => gapsOf(choiceMs),
      latency: ({ choiceMs, endMs }) => [choiceMs.at(-1) ?? endMs],
    },
    percentile: "linear",
    roundsToMs: null,
    reasons: {
      ttft: words(
        "any event with a choice is its first token, one that holds a role alone too",
        "任何带候选的事件都算首个 token，仅含角色的也算",
      ),
      tpot: words(
        "it divides the time from that first event to the finish event by the tokens but one",
        "从该首个事件到结束事件的时间除以（token 数 − 1）",
      ),
      itl: words("it takes the gaps before empty and finish events too", "空事件与结束事件之前的间隔也计入"),
      latency: words(
        "it ends with the last event that has a choice; a usage event after it does not count",
        "以最后一个带候选的事件结束；其后的用量事件不计",
      ),
    },
  },
  sglang: {
    label: "SGLang bench_serving",
    samples: {
      ttft: ({ outputMs }) => first(outputMs),
      tpot: ({ outputMs, endMs, outputTokens }) => perToken(spanFrom(outputMs, endMs), (outputTokens ?? 0) - 1),
      itl: ({ outputMs, outputCounts }) => outputCounts === null ? gapsOf(outputMs) : spread(outputMs, outputCounts),
      latency: ({ endMs }) => [endMs],
    },
    percentile: "linear",
    roundsToMs: null,
    reasons: {
      tpot: words(
        "it ends with [DONE], so a late usage event and the closing are in it",
        "以 [DONE] 结束，迟到的用量事件与关闭也计入",
      ),
      itl: words(
        "a gap before an event of several tokens is divided by them and counted for each",
        "含多个 token 的事件之前的间隔按 token 平分并逐个计数",
      ),
      latency: words("it ends with [DONE]", "以 [DONE] 结束"),
    },
  },
  aiperf: {
    label: "AIPerf",
    samples: {
      ttft: ({ outputMs }) => first(outputMs),
      tpot: () => [],
      itl: ({ outputMs, outputTokens }) => perToken(spanOf(outputMs), (outputTokens ?? 0) - 1),
      latency: ({ outputMs, endMs }) => [outputMs.at(-1) ?? endMs],
    },
    percentile: "linear",
    roundsToMs: null,
    reasons: {
      tpot: words("it has none: what it calls ITL is that figure", "没有该数据：其所称的 ITL 即是"),
      itl: words(
        "it is one mean a request, (latency − TTFT) / (tokens − 1), so the percentiles are those of means",
        "每个请求一个平均值 (延迟 − TTFT) / (token − 1)，百分位是平均值的百分位",
      ),
      latency: words(
        "it ends with the last content; finish and usage events do not count",
        "以最后的内容结束；结束与用量事件不计",
      ),
    },
  },
  guidellm: {
    label: "GuideLLM",
    samples: {
      ttft: ({ outputMs }) => first(outputMs),
      tpot: ({ outputMs, endMs, outputTokens }) => perToken([outputMs.at(-1) ?? endMs], outputTokens ?? 0),
      itl: ({ outputMs, outputTokens }) => perToken(spanOf(outputMs), (outputTokens ?? 0) - 1),
      latency: ({ endMs }) => [endMs],
    },
    percentile: "cdf",
    roundsToMs: null,
    reasons: {
      ttft: words(
        "its percentiles are steps: the first sample at which the share is reached",
        "百分位取阶梯值：首个达到该比例的样本",
      ),
      tpot: words(
        "it contains the first token: time to the last token / all tokens",
        "包含首个 token：到最后 token 的时间 / 全部 token",
      ),
      itl: words(
        "it is one mean a request, (last − first token) / (tokens − 1), so the percentiles are those of means",
        "每个请求一个平均值 (最后 − 首个 token) / (token − 1)，百分位是平均值的百分位",
      ),
      latency: words("it ends with the exchange", "以整个交互结束"),
    },
  },
  evalscope: {
    label: "evalscope perf",
    samples: {
      ttft: ({ outputMs }) => first(outputMs),
      tpot: ({ outputMs, eventMs, outputTokens, endMs }) =>
        perToken(spanFrom(outputMs, eventMs.at(-1) ?? endMs), (outputTokens ?? 0) - 1),
      itl: ({ outputMs }) => gapsOf(outputMs),
      latency: ({ eventMs, endMs }) => [eventMs.at(-1) ?? endMs],
    },
    percentile: "floor",
    roundsToMs: { ttft: 0.01, tpot: 0.01, itl: 0.01, latency: 10 },
    reasons: {
      ttft: words(
        "percentiles are the element ⌊n · p⌋ of values rounded to 0.01 ms; before 1.11.1 a role alone was a first token",
        "百分位取四舍五入到 0.01 ms 的值的第 ⌊n · p⌋ 个；1.11.1 之前仅含角色的事件也算首个 token",
      ),
      tpot: words("it ends with the last event, a usage event included", "以最后一个事件（含用量事件）结束"),
      itl: words(
        "percentiles are the element ⌊n · p⌋ of values rounded to 0.01 ms",
        "百分位取四舍五入到 0.01 ms 的值的第 ⌊n · p⌋ 个",
      ),
      latency: words(
        "percentiles are the element ⌊n · p⌋ of values rounded to 10 ms",
        "百分位取四舍五入到 10 ms 的值的第 ⌊n · p⌋ 个",
      ),
    },
  },
};

function first(timesMs: readonly number[]): readonly number[] {
  return timesMs.slice(0, 1);
}

function spanOf(timesMs: readonly number[]): readonly number[] {
  return spanFrom(timesMs, timesMs.at(-1) ?? 0);
}

/** The time from the first of some moments to an end; none without a moment. */
function spanFrom(timesMs: readonly number[], endMs: number): readonly number[] {
  return first(timesMs).map((firstMs) => endMs - firstMs);
}

function perToken(spans: readonly number[], tokens: number): readonly number[] {
  return tokens < 1 ? [] : spans.map((spanMs) => spanMs / tokens);
}

function gapsOf(timesMs: readonly number[]): readonly number[] {
  return timesMs.slice(1).map((atMs, index) => atMs - (timesMs[index] ?? 0));
}

/** Gives each token of an event its part of the gap before it. */
function spread(timesMs: readonly number[], counts: readonly number[]): readonly number[] {
  return gapsOf(timesMs).flatMap((gapMs, index) => {
    const tokens = (counts[index + 1] ?? 0) - (counts[index] ?? 0);
    return tokens < 1 ? [] : Array.from({ length: tokens }, () => gapMs / tokens);
  });
}
