import type { OpenEndpoints } from "../../apis/open_endpoints.ts";
import type { Clock } from "../../core/clock.ts";
import { startLoopLag } from "../../core/loop_lag.ts";
import type { LoopLag } from "../../core/loop_lag.ts";
import type { PhaseStart, PostToMain, ShardSetup, ShardStatus, ToShard } from "../protocol/messages.ts";
import type { AgentHost, LoopUsage } from "./agent_host.ts";
import { startFlushLoop } from "./flush_loop.ts";
import type { FlushLoop } from "./flush_loop.ts";
import { PhaseRun } from "./phase_run.ts";
import { RecordOutbox } from "./record_outbox.ts";
import type { LeaseTimes } from "./lease.ts";
import { Lease } from "./lease.ts";
import { createTurnSender } from "./turn_sender.ts";
import type { TurnSender, TurnSenderParts } from "./turn_sender.ts";

interface ShardWorldParts {
  readonly setup: ShardSetup;
  readonly post: PostToMain;
  readonly host: AgentHost;
  /** The clock of the run. */
  readonly clock: Clock;
  readonly endpoints: OpenEndpoints;
  readonly sending: Omit<TurnSenderParts, "onRecord">;
}

/** Small batches, so that neither their making nor their reading holds an event loop up. */
const FLUSH_RECORDS = 32;

/** Records leave at most this long after they ended, but for a wave of them. */
const FLUSH_EVERY_MS = 100;
/** A wave of records goes out in slices, each in a turn of the event loop of its own. */
const SLICE_EVERY_MS = 2;
/**
 * The next slice waits so many times as long as one is worked on: those who take a wave in leave the processors to the
 * next wave of requests, and to a service on the same machine.
 */
const SLICE_PAUSES = 2;

/** What an event loop has used is asked for no more often: each asking is a call into the system. */
const USAGE_EVERY_MS = 250;

const LEASE_OVER = "the coordinator did not answer in time: what it had sent was cut off";

/** What lives in an agent from its set-up on. */
export class ShardWorld {
  readonly #parts: ShardWorldParts;
  readonly #outbox: RecordOutbox;
  readonly #sender: TurnSender;
  readonly #flushing: FlushLoop;
  readonly #lag: LoopLag;
  readonly #closing: AbortController = new AbortController();
  readonly #lease: Lease;
  #phase: PhaseRun | null = null;
  #usage: LoopUsage = { cpuSeconds: null, heapBytes: null };
  #usageAtMs = -Infinity;
  #isRunning = false;

  constructor(parts: ShardWorldParts) {
    const { clock, sending } = parts;
    this.#parts = parts;
    this.#outbox = new RecordOutbox({
      clock,
      onFailure: () => this.#flushing.wake(),
      pausesWithin: (fromMs, toMs) => this.#lag.pausesWithin(fromMs, toMs),
    });
    this.#lease = new Lease(clock, () => this.#giveUp());
    this.#sender = createTurnSender({ ...sending, onRecord: this.#outbox.add });
    this.#lag = startLoopLag(clock, this.#closing.signal);
    this.#flushing = startFlushLoop({
      clock,
      flush: () => this.#flush(),
      pauseMs: () => this.#pauseMs(),
    });
  }

  /** Runs until all started sessions have ended and their records have been sent. */
  async runPhase(start: PhaseStart): Promise<void> {
    const { clock, post, setup } = this.#parts;
    this.#phase = new PhaseRun({ start, engine: setup.engine, sender: this.#sender, clock, post, lease: this.#lease });
    this.#isRunning = true;
    await this.#phase.run();
    this.#isRunning = false;
    this.#flushAll();
  }

  receive(message: ToShard): void {
    if (message.kind === "ack") this.#outbox.acknowledge(message.batch);
    else if (this.#phase === null) throw new Error(`Shard got "${message.kind}" before "phase"`);
    else this.#phase.receive(message);
  }

  /** It still belongs to the run, and may start and carry requests until the given times. */
  renewLease(until: LeaseTimes): void {
    this.#lease.renew(until);
  }

  /** Says what it can still say before it goes down: which requests ran, and the records that waited for a quiet moment. */
  sendLastWords(): void {
    this.#flushAll();
  }

  /** Nothing starts any more, and what runs is cut off. */
  close(): void {
    this.#phase?.receive({ kind: "stop", scope: "running" });
    this.#lease.end();
    this.#closing.abort();
    this.#flushing.stop();
    this.#parts.endpoints.close();
  }

  /**
   * Nobody has answered for so long that what it has must be given to others: it says so before it cuts off what runs, so
   * that whoever is merely slow to answer does not take the end of this loop for that of its work.
   */
  #giveUp(): void {
    if (!this.#isRunning) return;
    this.#flushAll();
    this.#parts.post({ kind: "crash", message: LEASE_OVER, stack: "" }, []);
    this.#phase?.receive({ kind: "stop", scope: "running" });
  }

  #pauseMs(): number {
    if (this.#outbox.size() === 0) return FLUSH_EVERY_MS;
    if (this.#outbox.isPressing()) return SLICE_EVERY_MS;
    return Math.min(FLUSH_EVERY_MS, Math.max(SLICE_EVERY_MS, SLICE_PAUSES * this.#outbox.turnaroundMs()));
  }

  #flushAll(): void {
    do this.#flush(); while (this.#outbox.size() > 0);
  }

  #flush(): void {
    const work = this.#phase?.takeReport() ?? null;
    const { batch, records, transfer } = this.#outbox.take(FLUSH_RECORDS);
    const status = this.#status();
    this.#parts.post({ kind: "records", batch, work, records, status }, [...transfer, status.loopLagMs.buffer]);
  }

  #status(): ShardStatus {
    return {
      shard: this.#parts.setup.shard,
      ...this.#sender.takeStatus(),
      ...this.#phase?.state() ?? { free: null, queued: 0 },
      ...this.#phase?.takeSlotTime() ?? { busyMs: 0, starvedMs: 0 },
      loopLagMs: this.#lag.take(),
      arrivalDelays: this.#parts.endpoints.takeArrivalDelays(),
      unacknowledged: this.#outbox.unacknowledged(),
      ...this.#readUsage(),
    };
  }

  #readUsage(): LoopUsage {
    const { clock, host } = this.#parts;
    const nowMs = clock.nowMs();
    if (nowMs >= this.#usageAtMs + USAGE_EVERY_MS) {
      this.#usage = host.readUsage();
      this.#usageAtMs = nowMs;
    }
    return this.#usage;
  }
}
