import { same, type Words, words } from "../../core/words.ts";
import type { ServiceFigures, ServiceTime } from "./service_figures.ts";
import type { TimeName } from "./service_names.ts";

/** What we counted ourselves while the service counted. */
export interface OwnFigures {
  readonly requests: number;
  readonly promptTokens: number;
  readonly generationTokens: number;
  /** Tokens of prompts that the service took from its cache, as its replies said. */
  readonly cachedTokens: number;
  readonly times: Readonly<Record<TimeName, { readonly p50Ms: number | null; readonly p99Ms: number | null }>>;
}

/** One figure of both sides. */
export interface CrossCheck {
  readonly what: Words;
  readonly unit: "requests" | "tokens" | "ms";
  readonly ours: number;
  readonly theirs: number;
  /** What a reader must know where they part; `null`: they agree. */
  readonly warning: Words | null;
}

/** Tokens may part by so much: special tokens that only one side counts. */
const TOKEN_SHARE = 0.01;
/** What the network and the client may add to a time before it is worth a word. */
const ADDED_SHARE = 0.2;
const ADDED_MS = 20;

/** Holds what the service counted against what we counted; what one side does not say is left out. */
export function crossCheck(theirs: ServiceFigures, ours: OwnFigures, leavesCachedOut: boolean): CrossCheck[] {
  const { counters, times } = theirs;
  const prompt = leavesCachedOut ? ours.promptTokens - ours.cachedTokens : ours.promptTokens;
  return [
    ...compareCounts(words("Requests", "请求数"), "requests", {
      ours: ours.requests,
      theirs: counters.requests,
      share: 0,
    }),
    ...compareCounts(words("Prompt tokens", "提示词 token"), "tokens", {
      ours: prompt,
      theirs: counters.promptTokens,
      share: TOKEN_SHARE,
    }),
    ...compareCounts(words("Generated tokens", "生成 token"), "tokens", {
      ours: ours.generationTokens,
      theirs: counters.generationTokens,
      share: TOKEN_SHARE,
    }),
    ...compareTimes(same("TTFT"), ours.times.ttft.p50Ms, times.ttft),
    ...compareTimes(same("ITL"), ours.times.itl.p50Ms, times.itl),
    ...compareTimes(words("Latency", "延迟"), ours.times.latency.p50Ms, times.latency),
  ];
}

const MORE_THERE = words(
  "others use the service too, or it counts what failed here",
  "有其他人也在使用该服务，或它把此处失败的也计入",
);
const FEWER_THERE = words(
  "it was started anew, has several instances behind one address, or counts something else",
  "服务重新启动过、同一地址后有多个实例，或其口径不同",
);

function compareCounts(
  what: Words,
  unit: "requests" | "tokens",
  { ours, theirs, share }: { readonly ours: number; readonly theirs: number | undefined; readonly share: number },
): CrossCheck[] {
  if (theirs === undefined) return [];
  const difference = theirs - ours;
  const isApart = Math.abs(difference) > share * Math.max(ours, theirs);
  const reason = difference > 0 ? MORE_THERE : FEWER_THERE;
  return [{
    what,
    unit,
    ours,
    theirs,
    warning: isApart
      ? words(
        `${what.en}: the service counted ${theirs}, we ${ours}: ${reason.en}`,
        `${what.zh}：服务端计 ${theirs}，客户端计 ${ours}：${reason.zh}`,
      )
      : null,
  }];
}

function compareTimes(what: Words, oursMs: number | null, theirs: ServiceTime | undefined): CrossCheck[] {
  const theirsMs = theirs?.p50Ms ?? null;
  if (oursMs === null || theirsMs === null) return [];
  // A percentile of a histogram is only known within its bucket.
  const slackMs = theirs?.p50WidthMs ?? 0;
  const addedMs = oursMs - theirsMs;
  const isTooShort = addedMs < -slackMs;
  const isTooLong = addedMs > Math.max(ADDED_MS, ADDED_SHARE * theirsMs) + slackMs;
  const sides = words(
    `${what.en} p50: the service says ${round(theirsMs)} ms, we measured ${round(oursMs)} ms`,
    `${what.zh} p50：服务端称 ${round(theirsMs)} ms，客户端测得 ${round(oursMs)} ms`,
  );
  const warning = isTooLong
    ? words(
      `${sides.en}: the way between, or what stands there, adds ${round(addedMs)} ms`,
      `${sides.zh}：其间的链路或组件增加了 ${round(addedMs)} ms`,
    )
    : isTooShort
    ? words(
      `${sides.en}, which is shorter: it counts something else, or other requests too`,
      `${sides.zh}，反而更短：服务端口径不同，或计入了其他请求`,
    )
    : null;
  return [{ what: words(`${what.en} p50`, `${what.zh} p50`), unit: "ms", ours: oursMs, theirs: theirsMs, warning }];
}

/** Says what came out in a line. */
export function describeCheck({ what: { en: what }, unit, ours, theirs }: CrossCheck): string {
  if (unit !== "ms") return `${what}: service ${theirs}, client ${ours}`;
  return `client ${what.replace(" p50", "")} minus server ${what.replace(" p50", "")}: p50 ${round(ours - theirs)} ms`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
