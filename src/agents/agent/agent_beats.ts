import { cpuUsage } from "node:process";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";
import type { ToShard } from "../../shards/protocol/messages.ts";
import { readJsonBytes, toJsonBytes } from "../wire/join.ts";
import type { Beat, BeatAnswer, RunTime } from "../wire/join.ts";
import { BEAT_EVERY_MS, REQUEST_TIMEOUT_MS, RUN_LEASE_MS, START_LEASE_MS } from "../wire/lease_times.ts";
import { AgentClockEstimate } from "./agent_clock.ts";

/** What the beats of an agent stand on. */
export interface AgentBeatsParts {
  readonly connection: NatsConnection;
  readonly clock: Clock;
  /** Where they go. */
  readonly subject: string;
  /** What the agent says of itself besides. */
  readonly describe: () => Omit<Beat, "atMs" | "rssBytes" | "cpuSeconds" | "clock">;
  /** It may start and carry requests until then. */
  readonly onLease: (lease: Extract<ToShard, { readonly kind: "lease" }>) => void;
  /** The coordinator does not count it to the run any more, or nobody has answered for too long. */
  readonly onEnd: (end: "counted_out" | "out_of_reach") => void;
  /** Aborted when the run is over for this agent. */
  readonly ended: AbortSignal;
}

/** An agent says that it lives; each answer renews the right to go on, and tells of the clock of the run. */
export class AgentBeats {
  readonly #parts: AgentBeatsParts;
  readonly #clockEstimate = new AgentClockEstimate();
  readonly #startedCpu = cpuUsage();
  #heldAtMs: number;

  constructor(parts: AgentBeatsParts) {
    this.#parts = parts;
    this.#heldAtMs = parts.clock.nowMs();
  }

  /** Beats until the run is over for this agent. */
  async run(): Promise<void> {
    const { clock, ended } = this.#parts;
    while (!ended.aborted) {
      const sentAtMs = clock.nowMs();
      void this.#ask(sentAtMs);
      await clock.sleepUntil(sentAtMs + BEAT_EVERY_MS, ended);
      if (this.silentMs() > RUN_LEASE_MS) void this.#noteSilence();
    }
  }

  /** One more, now. */
  beatNow(): void {
    void this.#ask(this.#parts.clock.nowMs());
  }

  /** Since when nobody has answered. */
  silentMs(): number {
    return this.#parts.clock.nowMs() - this.#heldAtMs;
  }

  /** What the clock of the run says. */
  readRunTime(): RunTime {
    const estimate = this.#clockEstimate.read();
    if (estimate === null) return { atMs: null, boundMs: 0 };
    return { atMs: this.#parts.clock.nowMs() + estimate.offsetMs, boundMs: estimate.boundMs };
  }

  /** After a freeze the answers that came in meanwhile are looked at first. */
  async #noteSilence(): Promise<void> {
    const { clock, ended, onEnd } = this.#parts;
    const heldAtMs = this.#heldAtMs;
    await clock.sleepUntil(clock.nowMs() + REQUEST_TIMEOUT_MS, ended);
    if (this.#heldAtMs === heldAtMs) onEnd("out_of_reach");
  }

  async #ask(sentAtMs: number): Promise<void> {
    const { connection, clock, subject, onEnd } = this.#parts;
    try {
      // A late answer renews the lease as well, as far as it reaches from the asking on.
      const reply = await connection.request(subject, this.#write(sentAtMs), { timeout: RUN_LEASE_MS });
      const answer = readJsonBytes<BeatAnswer>(reply.data);
      if (!answer.isMember) return onEnd("counted_out");
      this.#clockEstimate.add({ sentAtMs, runAtMs: answer.atMs, answeredAtMs: clock.nowMs() });
      this.#renew(sentAtMs);
    } catch {
      // Nobody answers: another beat follows, or the lease ends.
    }
  }

  #renew(sentAtMs: number): void {
    const estimate = this.#clockEstimate.read();
    if (estimate === null || sentAtMs < this.#heldAtMs) return;
    this.#heldAtMs = sentAtMs;
    const runAtMs = sentAtMs + estimate.offsetMs;
    this.#parts.onLease({
      kind: "lease",
      startUntilMs: runAtMs + START_LEASE_MS,
      runUntilMs: runAtMs + RUN_LEASE_MS,
    });
  }

  #write(atMs: number): Uint8Array {
    const { user, system } = cpuUsage(this.#startedCpu);
    return toJsonBytes({
      ...this.#parts.describe(),
      atMs,
      rssBytes: Deno.memoryUsage().rss,
      cpuSeconds: (user + system) / 1e6,
      clock: this.#clockEstimate.read(),
    });
  }
}
