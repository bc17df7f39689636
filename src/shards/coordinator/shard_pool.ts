import type { Clock } from "../../core/clock.ts";
import type { FromShard, Machine, ShardLink } from "../protocol/messages.ts";
import { DataError } from "../../core/errors.ts";
import { AgentSetup } from "./agent_setup.ts";
import type { SetupToSend } from "./agent_setup.ts";
import { ClockSync } from "./clock_sync.ts";
import { PhaseCourse } from "./phase_course.ts";
import type { PhaseLoad, PoolMember } from "./phase_course.ts";

/** Event loops that carry phases one after another. */
export interface ShardPool {
  /** Those that were started so far. */
  readonly count: number;
  /** Starts so many event loops before the first phase and waits until each is ready; rejects where one is not. */
  open(count: number): Promise<void>;
  /**
   * Starts so many event loops more and waits for them. They carry load from the next phase on, or from now on where the
   * load is to grow (`joinsPhase`). One that does not become ready is lost.
   */
  grow(count: number, options: { readonly joinsPhase: boolean }): Promise<void>;
  /** Compares the clocks of other machines with ours again: they drift while a run goes on. */
  syncClocks(): Promise<void>;
  /** Resolves once all sessions have ended; rejects on a mistake of ours, or when the last loop is lost. */
  runPhase(load: PhaseLoad): Promise<void>;
  /** A machine is to end: what it runs may finish, its share goes to others. */
  retire(machine: Machine): void;
  /** Changes the number of slots of the running phase, as of a time. */
  resizeSlots(count: number, atMs: number): void;
  close(): void;
}

/** What all event loops of a pool share, and how each is reached. */
export interface ShardPoolOptions {
  readonly setup: Omit<SetupToSend, "shard">;
  readonly startShard: (index: number) => ShardLink;
  readonly clock: Clock;
  readonly onDebug: (line: string) => void;
  /** An event loop was lost while no phase ran. */
  readonly onIdleLoss: (shard: number, reason: string) => void;
}

/** Creates a pool without event loops. */
export function createShardPool(options: ShardPoolOptions): ShardPool {
  return new Pool(options);
}

interface Member extends PoolMember {
  readonly setup: AgentSetup;
  /** It is set up, and can carry load. */
  isReady: boolean;
  /** Its clock is being compared with ours. */
  sync: ClockSync | null;
}

interface Starting {
  readonly member: Member;
  /** Resolves once it can carry load; rejects where it is lost before. */
  readonly isReady: Promise<void>;
}

class Pool implements ShardPool {
  count = 0;
  readonly #options: ShardPoolOptions;
  #living: readonly Member[] = [];
  #course: PhaseCourse | null = null;
  readonly #retired = new Set<Machine>();
  #isOpen = false;
  #lastCrash: Error | null = null;

  constructor(options: ShardPoolOptions) {
    this.#options = options;
  }

  async open(count: number): Promise<void> {
    await Promise.all(this.#startMore(count).map(({ isReady }) => isReady));
    this.#isOpen = true;
  }

  async grow(count: number, { joinsPhase }: { readonly joinsPhase: boolean }): Promise<void> {
    const started = this.#startMore(count).map(async ({ member, isReady }) => {
      await isReady;
      if (joinsPhase) this.#course?.admit(member);
    });
    // Who hears of a loss is told of it as of any other.
    await Promise.allSettled(started);
  }

  async syncClocks(): Promise<void> {
    const others = this.#living.filter(({ isReady, link: { machine } }) => isReady && machine !== undefined);
    // Who is lost meanwhile is told of as of any other loss.
    await Promise.allSettled(others.map((member) => this.#syncClock(member)));
  }

  async runPhase(load: PhaseLoad): Promise<void> {
    if (this.#living.length === 0 && this.#lastCrash !== null) throw this.#lastCrash;
    this.#course = new PhaseCourse(load, this.#living.filter(({ isReady }) => isReady), {
      clock: this.#options.clock,
      onSilent: (index) => this.#giveUp(index),
    });
    try {
      await this.#course.run();
    } finally {
      this.#course = null;
      this.#releaseRetired();
    }
  }

  retire(machine: Machine): void {
    this.#retired.add(machine);
    if (this.#course === null) this.#releaseRetired();
    else this.#course.retire(machine);
  }

  resizeSlots(count: number, atMs: number): void {
    this.#course?.resize(count, atMs);
  }

  close(): void {
    for (const { link } of this.#living) closeLink(link);
    this.#living = [];
  }

  /** Between two phases those that are to end carry nothing. */
  #releaseRetired(): void {
    const leaving = this.#living.filter(({ link: { machine } }) => machine !== undefined && this.#retired.has(machine));
    if (leaving.length > 0 && leaving.length === this.#living.length) {
      this.#lastCrash = new DataError("All agents have left");
    }
    this.#living = this.#living.filter((member) => !leaving.includes(member));
    for (const { link } of leaving) closeLink(link);
  }

  async #syncClock(member: Member): Promise<void> {
    const { clock } = this.#options;
    const sync = new ClockSync(member.link, clock);
    member.sync = sync;
    try {
      const { offsetMs, errorMs } = await sync.run();
      member.link.noteClockError?.(errorMs, clock.nowMs());
      member.link.send({ kind: "clock", offsetMs });
    } finally {
      member.sync = null;
    }
  }

  #startMore(count: number): readonly Starting[] {
    const members = Array.from({ length: count }, () => this.#start(this.count++));
    return members.map((member) => ({ member, isReady: this.#setUp(member) }));
  }

  async #setUp(member: Member): Promise<void> {
    if (member.link.takenUp === undefined) await member.setup.run();
    member.isReady = true;
  }

  #start(index: number): Member {
    const { startShard, setup: shared, clock } = this.#options;
    const link = startShard(index);
    const member = {
      index,
      link,
      setup: new AgentSetup(link, { ...shared, shard: index }, clock),
      isReady: false,
      sync: null,
    };
    this.#living = [...this.#living, member];
    // One receiver for good: what comes while no phase runs has somebody who hears it.
    link.onMessage((message) => this.#receive(member, message));
    return member;
  }

  #receive(member: Member, message: FromShard): void {
    if (!this.#living.includes(member)) return;
    if (message.kind === "debug") this.#options.onDebug(message.line);
    else if (message.kind === "crash") {
      this.#lose(this.#sharersOf(member, message), toError(member.link.machine, message));
    } else if (!member.isReady) member.setup.receive(message);
    else if (message.kind === "clock_answer") member.sync?.receive(message);
    else this.#course?.receive(member.index, message);
  }

  #giveUp(index: number): void {
    const member = this.#living.find((living) => living.index === index);
    if (member !== undefined) this.#lose([member], new Error("it did not stop when it was told to"));
  }

  /** Who is lost with an event loop: itself, or all of its machine. */
  #sharersOf(member: Member, { isMachineLost }: Crash): readonly Member[] {
    const { machine } = member.link;
    if (isMachineLost !== true || machine === undefined) return [member];
    return this.#living.filter((other) => other.link.machine === machine);
  }

  #lose(lost: readonly Member[], cause: Error): void {
    this.#lastCrash = cause;
    this.#living = this.#living.filter((other) => !lost.includes(other));
    for (const { link, setup, sync } of lost) {
      link.close();
      setup.fail(cause);
      sync?.fail(cause);
    }
    if (!this.#isOpen) return;
    const indices = lost.map(({ index }) => index);
    if (this.#course !== null) this.#course.lose(indices, cause);
    else for (const index of indices) this.#options.onIdleLoss(index, cause.message);
  }
}

type Crash = Extract<FromShard, { readonly kind: "crash" }>;

function closeLink(link: ShardLink): void {
  link.send({ kind: "close" });
  link.close();
}

/** What happens to another machine is no mistake of this program. */
function toError(
  machine: Machine | undefined,
  { message, stack, isMachineLost }: Crash,
): Error {
  if (machine !== undefined) return new DataError(isMachineLost ? message : `agent ${machine.name}: ${message}`);
  const error = new Error(`A shard crashed: ${message}`);
  if (stack !== "") error.stack = stack;
  return error;
}
