import type { Clock } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { WorkItem } from "../../core/work_item.ts";
import type {
  FromShard,
  Machine,
  PhasePlan,
  ShardLink,
  ShardStatus,
  StopScope,
  WorkReport,
} from "../protocol/messages.ts";
import { AgentAccount } from "./agent_account.ts";
import { ItemFeed } from "./item_feed.ts";
import { Ledger } from "./ledger.ts";
import { toLostRecord } from "./lost_record.ts";
import { sharesOf, SlotShares } from "./slot_shares.ts";
import { takeUp } from "./take_up.ts";

/** One phase of a load, as it is asked of the event loops. */
export interface PhaseLoad {
  readonly plan: PhasePlan;
  /** For all loops together; `null`: no limit. */
  readonly slots: number | null;
  /** Items made ahead of their need. */
  readonly ahead: number;
  /** So many event loops carry it already for another coordinator; 0: it begins now. */
  readonly carriedBy: number;
  readonly items: AsyncIterator<WorkItem>;
  readonly stops: Readonly<Record<StopScope, AbortSignal>>;
  /** What becomes of requests that ran on an event loop that was lost: counted as lost, sent again, or the end of all. */
  readonly onAgentLost: "state" | "resend" | "abort";
  /** Resolves when the records have been worked through. */
  onRecords(records: readonly RequestRecord[]): Promise<void>;
  onStatus(status: ShardStatus): void;
  onLost(loss: LoopLoss): void;
}

/** Where a course runs. */
interface CourseHost {
  readonly clock: Clock;
  /** An event loop says nothing any more, though it was told to cut off what runs. */
  onSilent(index: number): void;
}

/** Event loops tell of themselves every 100 ms; one that is silent for this long never gets its turn back. */
const MOST_SILENT_MS = 3000;

/** An event loop that was lost, and what it had in hand. */
export interface LoopLoss {
  readonly shard: number;
  readonly reason: string;
  /** Requests that others carry now. */
  readonly moved: number;
  /** Requests that ran: how they ended nobody knows. */
  readonly lost: number;
}

/** A living event loop. */
export interface PoolMember {
  readonly index: number;
  readonly link: ShardLink;
}

/** The course of one phase over all event loops that live. */
export class PhaseCourse {
  readonly #load: PhaseLoad;
  readonly #host: CourseHost;
  readonly #clock: Clock;
  readonly #agents: AgentAccount[];
  readonly #ledger: Ledger;
  readonly #feed: ItemFeed;
  readonly #end = Promise.withResolvers<void>();
  readonly #over = new AbortController();
  /** `null`: no limit. */
  readonly #shares: SlotShares | null;
  #failure: { readonly cause: unknown } | null = null;
  #isCutOff = false;

  constructor(load: PhaseLoad, members: readonly PoolMember[], host: CourseHost) {
    const { clock } = host;
    this.#load = load;
    this.#host = host;
    this.#clock = clock;
    this.#ledger = new Ledger({ keepsStarted: load.onAgentLost === "resend" });
    const shares = load.slots === null ? null : sharesOf(load.slots, members.map(({ link: { weight = 1 } }) => weight));
    this.#agents = members.map((member, place) => new AgentAccount(member, shares?.[place] ?? null));
    this.#shares = load.slots === null ? null : new SlotShares(load.slots, this.#agents);
    this.#feed = new ItemFeed({
      items: load.items,
      agents: this.#agents,
      ledger: this.#ledger,
      clock,
      hasSlots: load.slots !== null,
      isPaced: load.plan.isPaced,
      startAtMs: load.plan.startAtMs,
      ahead: load.ahead,
      onFailure: (cause) => this.#fail(cause),
    });
  }

  /** Resolves once all that started has ended and was handed on; rejects on a mistake of ours, after that too. */
  async run(): Promise<void> {
    const unlisten = this.#forwardStops();
    const { plan } = this.#load;
    for (const { link, slots } of this.#agents) {
      link.watchDealing?.(() => this.#feed.isBehind());
      if (link.takenUp === undefined) link.send({ kind: "phase", start: { plan, slots } });
    }
    try {
      this.#refuseIncomplete();
      await takeUp({ agents: this.#agents, items: this.#load.items, ledger: this.#ledger, feed: this.#feed });
      this.#feed.deal();
      await this.#end.promise;
    } finally {
      unlisten();
      this.#over.abort();
      this.#feed.stop();
    }
    if (this.#failure !== null) throw this.#failure.cause;
  }

  /** What a loop that is gone had in hand is not known any more: it cannot be told from what nobody had. */
  #refuseIncomplete(): void {
    const carrying = this.#agents.filter(({ link }) => link.takenUp !== undefined).length;
    if (carrying === this.#load.carriedBy) return;
    throw new DataError("An agent was lost while its step was taken up", {
      hint: "What it had done is not known: --resume does the step again",
    });
  }

  receive(index: number, message: FromShard): void {
    const agent = this.#agents.find((candidate) => candidate.index === index);
    if (agent === undefined) return;
    agent.heardAtMs = this.#clock.nowMs();
    if (message.kind === "work") this.#noteWork(agent, message);
    else if (message.kind === "records") {
      if (message.work !== null) this.#noteWork(agent, message.work);
      this.#load.onStatus(message.status);
      if (message.records.length > 0) void this.#takeRecords(agent, message);
    } else if (message.kind === "phase_end") this.#endAgent(agent);
  }

  /** Event loops are gone: what they had not sent goes to the others, what they had sent is booked as lost. */
  lose(indices: readonly number[], cause: Error): void {
    const gone = this.#agents.filter(({ index }) => indices.includes(index));
    const hasOthers = this.#agents.some((other) => !gone.includes(other) && !other.isOver);
    const isLast = !hasOthers && gone.some(({ isOver }) => !isOver) && !this.#isCutOff;
    for (const agent of gone) this.#loseAgent(agent, cause);
    if (isLast || (gone.length > 0 && this.#load.onAgentLost === "abort")) this.#fail(cause);
    this.#shares?.share(this.#clock.nowMs());
    this.#feed.deal();
  }

  /** One more event loop takes part from now on. */
  admit(member: PoolMember): void {
    if (!this.#feed.isDealing() || this.#failure !== null || this.#isCutOff) return;
    const agent = new AgentAccount(member, this.#shares === null ? null : 0);
    this.#agents.push(agent);
    agent.link.send({ kind: "phase", start: { plan: this.#load.plan, slots: agent.slots } });
    this.#feed.welcome(agent);
    this.#shares?.share(this.#clock.nowMs());
    this.#feed.deal();
  }

  /** A machine is to end: what it runs may finish, its share goes to the others. */
  retire(machine: Machine): void {
    const leaving = this.#agents.filter(({ link }) => link.machine === machine);
    for (const agent of leaving) agent.isLeaving = true;
    if (!this.#agents.some((agent) => agent.takesItems())) {
      this.#fail(new DataError(`Agent ${machine.name}, the last one, leaves`));
    }
    this.#shares?.share(this.#clock.nowMs());
    for (const agent of leaving) agent.recall(Infinity);
    this.#feed.deal();
  }

  /** Shares so many slots out as of a time. */
  resize(count: number, atMs: number): void {
    this.#shares?.resize(count, atMs);
  }

  #loseAgent(agent: AgentAccount, cause: Error): void {
    const { unsent, started } = this.#ledger.lose(agent.index);
    const again = this.#load.onAgentLost === "resend" ? started.flatMap(({ whole }) => whole ?? []) : [];
    const lost = again.length > 0 ? [] : started;
    const lostAtMs = this.#clock.nowMs();
    void this.#load.onRecords(lost.map((request) => toLostRecord(request, { shard: agent.index, lostAtMs })));
    const moved = unsent.length + again.length;
    this.#load.onLost({ shard: agent.index, reason: cause.message, moved, lost: lost.length });
    this.#feed.takeBack([...unsent, ...again]);
    this.#endAgent(agent);
  }

  #noteWork(agent: AgentAccount, report: WorkReport): void {
    agent.note(report, this.#clock.nowMs());
    this.#shares?.note(this.#clock.nowMs());
    for (const index of report.started) this.#ledger.start(index, report.atMs);
    const returned = report.returned.map((index) => this.#ledger.giveBack(index)).filter((item) => item !== null);
    if (returned.length > 0) this.#feed.takeBack(returned);
    this.#feed.deal();
  }

  async #takeRecords(agent: AgentAccount, { batch, records }: Extract<FromShard, { kind: "records" }>): Promise<void> {
    const own = records.filter((record) => this.#ledger.book(record));
    if (own.length > 0) await this.#load.onRecords(own);
    agent.link.send({ kind: "ack", batch });
  }

  #endAgent(agent: AgentAccount): void {
    agent.isOver = true;
    if (this.#agents.every(({ isOver }) => isOver)) this.#end.resolve();
  }

  /** What runs is cut off, and its records still come in before the error goes on. */
  #fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#feed.stop();
    this.#stop("running");
  }

  #stop(scope: StopScope): void {
    for (const { link, isOver } of this.#agents) if (!isOver) link.send({ kind: "stop", scope });
    if (scope !== "running" || this.#isCutOff) return;
    this.#isCutOff = true;
    void this.#giveUpSilent();
  }

  /** Code of the user's own may never give an event loop back. */
  async #giveUpSilent(): Promise<void> {
    while (this.#agents.some(({ isOver }) => !isOver)) {
      const sinceMs = this.#clock.nowMs();
      await this.#clock.sleepUntil(sinceMs + MOST_SILENT_MS, this.#over.signal);
      if (this.#over.signal.aborted) return;
      const silent = this.#agents.filter(({ isOver, heardAtMs }) => !isOver && heardAtMs <= sinceMs);
      for (const { index } of silent) this.#host.onSilent(index);
    }
  }

  /** Passes the stop signals on to the agents; returns how to end that. */
  #forwardStops(): () => void {
    const { stops } = this.#load;
    const ended = new AbortController();
    for (const scope of ["admitting", "continuing", "running"] as const) {
      const send = () => {
        this.#feed.stop();
        this.#stop(scope);
      };
      if (stops[scope].aborted) queueMicrotask(send);
      else stops[scope].addEventListener("abort", send, { once: true, signal: ended.signal });
    }
    return () => ended.abort();
  }
}
