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
  readonly reasons: Readonly<Partial<Record<PeerFigure, string>>>;
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
      ttft: "any event with a choice is its first token, one that holds a role alone too",
      tpot: "it divides the time from that first event to the finish event by the tokens but one",
      itl: "it takes the gaps before empty and finish events too",
      latency: "it ends with the last event that has a choice; a usage event after it does not count",
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
      tpot: "it ends with [DONE], so a late usage event and the closing are in it",
      itl: "a gap before an event of several tokens is divided by them and counted for each",
      latency: "it ends with [DONE]",
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
      tpot: "it has none: what it calls ITL is that figure",
      itl: "it is one mean a request, (latency − TTFT) / (tokens − 1), so the percentiles are those of means",
      latency: "it ends with the last content; finish and usage events do not count",
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
      ttft: "its percentiles are steps: the first sample at which the share is reached",
      tpot: "it contains the first token: time to the last token / all tokens",
      itl: "it is one mean a request, (last − first token) / (tokens − 1), so the percentiles are those of means",
      latency: "it ends with the exchange",
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
      ttft:
        "percentiles are the element ⌊n · p⌋ of values rounded to 0.01 ms; before 1.11.1 a role alone was a first token",
      tpot: "it ends with the last event, a usage event included",
      itl: "percentiles are the element ⌊n · p⌋ of values rounded to 0.01 ms",
      latency: "percentiles are the element ⌊n · p⌋ of values rounded to 10 ms",
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
