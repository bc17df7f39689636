import type { ServiceFigures, ServiceTime } from "./service_figures.ts";
import type { TimeName } from "./service_names.ts";

/** What we counted ourselves while the service counted: all requests, those of the warm-up too. */
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
  readonly what: string;
  readonly unit: "requests" | "tokens" | "ms";
  readonly ours: number;
  readonly theirs: number;
  /** What a reader must know where they part; `null`: they agree. */
  readonly warning: string | null;
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
    ...compareCounts("Requests", "requests", { ours: ours.requests, theirs: counters.requests, share: 0 }),
    ...compareCounts("Prompt tokens", "tokens", { ours: prompt, theirs: counters.promptTokens, share: TOKEN_SHARE }),
    ...compareCounts("Generated tokens", "tokens", {
      ours: ours.generationTokens,
      theirs: counters.generationTokens,
      share: TOKEN_SHARE,
    }),
    ...compareTimes("TTFT", ours.times.ttft.p50Ms, times.ttft),
    ...compareTimes("ITL", ours.times.itl.p50Ms, times.itl),
    ...compareTimes("Latency", ours.times.latency.p50Ms, times.latency),
  ];
}

function compareCounts(
  what: string,
  unit: "requests" | "tokens",
  { ours, theirs, share }: { readonly ours: number; readonly theirs: number | undefined; readonly share: number },
): CrossCheck[] {
  if (theirs === undefined) return [];
  const difference = theirs - ours;
  const isApart = Math.abs(difference) > share * Math.max(ours, theirs);
  const reason = difference > 0
    ? "others use the service too, or it counts what failed here"
    : "it was started anew, has several instances behind one address, or counts something else";
  return [{
    what,
    unit,
    ours,
    theirs,
    warning: isApart ? `${what}: the service counted ${theirs}, we ${ours}: ${reason}` : null,
  }];
}

function compareTimes(what: string, oursMs: number | null, theirs: ServiceTime | undefined): CrossCheck[] {
  const theirsMs = theirs?.p50Ms ?? null;
  if (oursMs === null || theirsMs === null) return [];
  // A percentile of a histogram is only known within its bucket.
  const slackMs = theirs?.p50WidthMs ?? 0;
  const addedMs = oursMs - theirsMs;
  const isTooShort = addedMs < -slackMs;
  const isTooLong = addedMs > Math.max(ADDED_MS, ADDED_SHARE * theirsMs) + slackMs;
  const sides = `${what} p50: the service says ${round(theirsMs)} ms, we measured ${round(oursMs)} ms`;
  const warning = isTooLong
    ? `${sides}: the way between, or what stands there, adds ${round(addedMs)} ms`
    : isTooShort
    ? `${sides}, which is shorter: it counts something else, or other requests too`
    : null;
  return [{ what: `${what} p50`, unit: "ms", ours: oursMs, theirs: theirsMs, warning }];
}

/** Says what came out in a line. */
export function describeCheck({ what, unit, ours, theirs }: CrossCheck): string {
  if (unit !== "ms") return `${what}: service ${theirs}, client ${ours}`;
  return `client ${what.replace(" p50", "")} minus server ${what.replace(" p50", "")}: p50 ${round(ours - theirs)} ms`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
