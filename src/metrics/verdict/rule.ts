import { groupNumber } from "../../core/grouped_number.ts";
import type { ClientHealth, LoopHealth } from "../../core/judging/health.ts";
import type { MetricId } from "../catalog.ts";
import type { StepMetrics } from "../step_metrics.ts";

/** The load that was asked for. */
export interface AskedLoad {
  /** Slots; `null`: no limit. */
  readonly parallel: number | null;
  /** Requests (conversations) per second; `null`: as fast as slots allow, or as a trace says. */
  readonly rate: number | null;
  /** Event loops that carried the load; 1 where it is not said. */
  readonly shards?: number;
  /** Whose clock stamps arrivals; that of the client where it is not said. */
  readonly arrivals?: "kernel" | "client";
}

/** All that a rule looks at. */
export interface Judged {
  readonly health: ClientHealth;
  readonly metrics: StepMetrics;
  readonly asked: AskedLoad;
}

/** What a rule found. */
export interface Finding {
  readonly verdict: "degraded" | "invalid";
  /** A whole sentence: which figures are affected, by how much at most, and what to do. */
  readonly reason: string;
  /** The same in Chinese, for reports. */
  readonly reasonZh: string;
  /** Figures that are not the service's. */
  readonly unreliable?: readonly MetricId[];
  /** The only figures that it is about; missing: any may be affected. */
  readonly affected?: readonly MetricId[];
}

/** One rule of the verdict; `null`: nothing to say. */
export type Rule = (judged: Judged) => Finding | null;

/** A tenth of a typical time is more than most comparisons of services turn on; tails scatter more by themselves. */
export const DEGRADED_P50_SHARE = 0.1;
export const DEGRADED_P99_SHARE = 0.2;
/** More of a measured time is the client's than the service's. */
export const INVALID_SHARE = 0.5;

/** Timers of an idle event loop are up to 1 ms late, on a busy machine 3: less says nothing of the client. */
export const NOISE_MS = 3;

/** Code that runs for the first time and first connections make a client late in any run; seldom by so much in all. */
const START_UP_MS = 250;
const SHORT_SECONDS = 1;
const SHORT_REQUESTS = 50;

/**
 * Chooses the verdict on a fault that spoils the numbers. A short run is judged like any other, but only by more of the
 * client's time than starting takes.
 */
export function condemn({ metrics: { scalars } }: Judged, clientMs: number): Finding["verdict"] {
  const { duration, total_requests: requests } = scalars;
  const isShort = (duration ?? 0) < SHORT_SECONDS || (requests ?? 0) < SHORT_REQUESTS;
  return isShort && clientMs < START_UP_MS ? "degraded" : "invalid";
}

/** So many replies may have had stamps that the client had to replace by the time of its reading. */
const REPLACED_SHARE = 0.01;

/**
 * Whether arrivals were stamped by the system: then a loop that is late to look makes no time longer, but for events of
 * one read, which pauses and joined events are judged by.
 */
export function areArrivalsExact({ asked, metrics: { replyNotes, scalars } }: Judged): boolean {
  const replaced = (replyNotes.refused_stamps ?? 0) + (replyNotes.late_segments ?? 0);
  return asked.arrivals === "kernel" && replaced <= REPLACED_SHARE * (scalars.success_requests ?? 0);
}

/** What helps where an event loop has too much to do. */
export const LESS_LOAD = "use more event loops (--shards), less load, or a machine with nothing else to do";

/** As `LESS_LOAD`, in Chinese. */
export const LESS_LOAD_ZH = "请使用更多事件循环（--shards）、降低负载，或换用空闲的机器";

/** Writes a time for a sentence. */
export function showMs(valueMs: number): string {
  return `${groupNumber(valueMs, valueMs < 100 ? 1 : 0)} ms`;
}

/** Writes a share for a sentence. */
export function showShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Names event loops as the log does, where there are several: `event loops 0, 2 (of 4, counted from 0)`. */
export function nameLoops(loops: readonly number[], { loops: all, agents }: ClientHealth): string {
  const names = agents.filter((agent) => agent.loops.some((loop) => loops.includes(loop))).map(({ name }) => name);
  if (names.length > 0) {
    const machines = `agent${names.length > 1 ? "s" : ""} ${names.join(", ")}`;
    return `event loop${loops.length > 1 ? "s" : ""} ${loops.join(", ")} (of ${machines})`;
  }
  if (all.length < 2 || loops.length === 0) return "event loop";
  return `event loop${loops.length > 1 ? "s" : ""} ${loops.join(", ")} (of ${all.length}, counted from 0)`;
}

/** As `nameLoops`, in Chinese. */
export function nameLoopsZh(loops: readonly number[], { loops: all, agents }: ClientHealth): string {
  const names = agents.filter((agent) => agent.loops.some((loop) => loops.includes(loop))).map(({ name }) => name);
  if (names.length > 0) return `事件循环 ${loops.join("、")}（代理 ${names.join("、")}）`;
  return all.length < 2 || loops.length === 0
    ? "事件循环"
    : `事件循环 ${loops.join("、")}（共 ${all.length} 个，从 0 计）`;
}

/** What a sentence calls the machine that is judged. */
export function nameClient({ agents }: ClientHealth): string {
  const [only] = agents;
  return only === undefined || agents.length > 1 ? "The client" : `Agent ${only.name}`;
}

/** Finds the event loop of which a figure is largest. */
export function worstLoop(health: ClientHealth, read: (loop: LoopHealth) => number | null): readonly number[] {
  const [worst] = health.loops.toSorted((a, b) => (read(b) ?? 0) - (read(a) ?? 0));
  return worst === undefined ? [] : [worst.loop];
}

/** As `nameClient`, in Chinese. */
export function nameClientZh({ agents }: ClientHealth): string {
  const [only] = agents;
  return only === undefined || agents.length > 1 ? "客户端" : `代理 ${only.name} `;
}
