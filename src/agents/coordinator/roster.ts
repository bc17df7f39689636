import { joinSignals } from "../../core/joined_signal.ts";
import type { Clock } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import { findMismatch } from "../wire/join.ts";
import type { AgentNews, Beat, BeatAnswer, JoinAnswer, JoinRequest } from "../wire/join.ts";
import { BACK_WITHIN_MS, LOST_AFTER_MS, REFUSED_FOR_MS } from "../wire/lease_times.ts";
import { RemoteAgent } from "./remote_agent.ts";
import type { AgentState } from "./remote_agent.ts";
import type { ClosedConnection } from "./closed_connections.ts";
import type { TakenUpAgent } from "./take_run_up.ts";

/** Whom a run takes, and who hears of it. */
export interface RosterOptions {
  readonly run: string;
  /** The number of this coordinator among those that had the run. */
  readonly epoch: number;
  readonly senderKey: string;
  readonly clock: Clock;
  readonly version: string;
  /** Who asks for the load, and where it is to go, as agents show it. */
  readonly user: string;
  readonly target: string;
  readonly log: (line: string) => void;
  /** An agent takes part. */
  readonly onJoining: (agent: RemoteAgent) => void;
  /** An agent is to end: what it runs may finish. */
  readonly onLeaving: (agent: RemoteAgent) => void;
  /** An agent was counted out. */
  readonly onLost: (agent: RemoteAgent) => void;
}

/** How this process is connected itself. */
interface OwnConnection {
  wasGoneSince(atMs: number): boolean;
  /** Aborted at the end of the run. */
  readonly signal: AbortSignal;
}

/** An invitation that is not accepted within so long is void. */
const INVITED_MS = 5000;
const LOOK_EVERY_MS = 250;

/** Whether another agent of its name would be a second one. */
function isPresent(state: AgentState): boolean {
  return state === "invited" || state === "member" || state === "leaving";
}

/** Who is part of a run: agents ask to join, say that they live, leave, or are counted out. */
export class Roster {
  readonly #options: RosterOptions;
  readonly #agents: RemoteAgent[] = [];
  /** Agents that can still join; 0: the run goes on with those that are there. */
  #open = 0;
  /** Agents whose operators do not allow the target: they ask for other runs. */
  readonly #declined = new Set<string>();
  #isClosed = false;
  #onChange: () => void = () => {};
  /** When each process first asked. */
  readonly #askedAtMs = new Map<string, number>();
  /** In words: who came and could not be taken. */
  readonly refused: Set<string> = new Set<string>();

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  /** All agents that ever were part of the run. */
  all(): readonly RemoteAgent[] {
    return this.#agents.filter(({ state }) => state !== "invited" && state !== "absent");
  }

  /** All that were ever invited. */
  count(): number {
    return this.#agents.length;
  }

  parts(): readonly RemoteAgent[] {
    return this.#agents.filter((agent) => agent.isPart());
  }

  find(number: number): RemoteAgent | null {
    return this.#agents[number] ?? null;
  }

  /** Waits until so many agents are there; throws where they do not come in time. */
  async gather(count: number, waitMs: number, signal: AbortSignal): Promise<readonly RemoteAgent[]> {
    const { clock } = this.#options;
    this.#open = count;
    const over = new AbortController();
    using either = joinSignals([over.signal, signal]);
    const timeout = clock.sleepUntil(clock.nowMs() + waitMs, either.signal);
    while (this.parts().length < count) {
      const change = new Promise<"change">((resolve) => this.#onChange = () => resolve("change"));
      if (await Promise.race([change, timeout]) === "change") continue;
      this.#open = 0;
      if (signal.aborted) return [];
      throw this.#tooFew(count, waitMs);
    }
    over.abort();
    this.#open = 0;
    return this.parts();
  }

  /** Takes over those that carry a phase for a coordinator that is gone; the others of its run have to join again. */
  takeOver(carriers: readonly TakenUpAgent[], agentCount: number): void {
    const { clock } = this.#options;
    const [first] = carriers;
    if (first === undefined) return;
    for (let number = 0; number < agentCount; number++) {
      const carrier = carriers.find((found) => found.number === number);
      const agent = new RemoteAgent(number, (carrier ?? first).asked, clock.nowMs());
      agent.state = carrier === undefined ? "absent" : "member";
      this.#agents.push(agent);
    }
  }

  /** From now on agents may join that were not waited for, or may not. */
  letMoreJoin(isOpen: boolean): void {
    this.#open = isOpen ? Infinity : 0;
  }

  /** `null`: no answer, another coordinator may want it. */
  join(asked: JoinRequest): JoinAnswer | null {
    const { version, run, epoch, user, target, senderKey } = this.#options;
    if (this.#isClosed) return null;
    const mismatch = findMismatch(asked, version);
    if (mismatch !== null) return this.#refuse(asked, mismatch);
    const namesake = this.#agents.find(({ asked: { name }, state }) => name === asked.name && isPresent(state));
    if (this.#declined.has(asked.incarnation)) return null;
    const isKnown = namesake?.asked.incarnation === asked.incarnation;
    if (namesake !== undefined && !isKnown) return this.#answerNamesake(asked, namesake);
    if (!isKnown && this.#taken() >= this.#open) return { kind: "later", reason: `run ${run} of ${user} has started` };
    const agent = namesake ?? this.#invite(asked);
    return { kind: "welcome", run, agent: agent.number, epoch, user, target, senderKey };
  }

  news(agent: RemoteAgent, news: AgentNews): void {
    const { log, onJoining, onLeaving } = this.#options;
    if (news.kind === "declined") {
      this.refused.add(`${agent.name} declined: ${news.reason}`);
      log(`Agent ${agent.name} declines: ${news.reason}`);
      agent.state = "absent";
      this.#declined.add(agent.asked.incarnation);
    } else if (news.kind === "accepted" && agent.state === "invited") {
      const { host, cores } = agent.asked;
      agent.state = "member";
      log(`Agent ${agent.name} (${host}, ${cores} cores) takes part`);
      onJoining(agent);
    } else if (news.kind === "leaving" && agent.state === "member") {
      agent.state = "leaving";
      log(`Agent ${agent.name} leaves (${news.reason}): what it runs may finish, its share goes to others`);
      onLeaving(agent);
    }
    this.#onChange();
  }

  beat(number: number, beat: Beat): BeatAnswer {
    const { clock } = this.#options;
    const atMs = clock.nowMs();
    const agent = this.find(number);
    const isMember = agent !== null && agent.isPart() && agent.asked.incarnation === beat.incarnation;
    if (isMember) agent.note(beat, atMs);
    if (isMember && (beat.refused?.forMs ?? 0) > REFUSED_FOR_MS) {
      this.#lose(agent, `the bus has taken nothing of its for ${REFUSED_FOR_MS / 1000} s: ${beat.refused?.reason}`);
      return { isMember: false, atMs };
    }
    return { isMember: isMember || agent?.state === "invited", atMs };
  }

  /**
   * The connection of an agent has ended. One whose connection alone broke is back at once; one that does not come is
   * counted out, unless this process was cut off as well: then what it was told means nothing.
   */
  async noteClosed({ incarnation, reason }: ClosedConnection, own: OwnConnection): Promise<void> {
    const agent = this.#agents.find((found) => found.asked.incarnation === incarnation && found.isPart());
    if (agent === undefined) return;
    const closedAtMs = this.#options.clock.nowMs();
    await this.#sleepAwake(BACK_WITHIN_MS, own.signal);
    if (own.signal.aborted || own.wasGoneSince(closedAtMs)) return;
    if (agent.isPart() && agent.heardAtMs <= closedAtMs) {
      this.#lose(agent, `the bus tells that its connection has ended (${reason}), and it has not come back`);
    }
  }

  /** Counts agents out that say nothing any more. */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      const lookedAtMs = clock.nowMs();
      await clock.sleepUntil(lookedAtMs + LOOK_EVERY_MS, signal);
      // This process itself did not run: what came meanwhile is looked at before anybody is counted out.
      if (clock.nowMs() - lookedAtMs < 2 * LOOK_EVERY_MS) this.#countOut();
    }
  }

  /** None of them carries anything for this run any more. */
  loseAll(reason: string): void {
    this.close();
    for (const agent of this.parts()) this.#lose(agent, reason);
    this.#onChange();
  }

  /** Nobody joins any more. */
  close(): void {
    this.#isClosed = true;
  }

  /** Once more where this process itself did not run: what came meanwhile is looked at first. */
  async #sleepAwake(ms: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    for (let isAwake = false; !isAwake;) {
      const fromMs = clock.nowMs();
      await clock.sleepUntil(fromMs + ms, signal);
      isAwake = clock.nowMs() - fromMs < ms + LOOK_EVERY_MS;
    }
  }

  #countOut(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const agent of this.#agents) {
      const silentMs = nowMs - agent.heardAtMs;
      if (agent.state === "invited" && silentMs > INVITED_MS) agent.state = "absent";
      if (agent.isPart() && silentMs > LOST_AFTER_MS) {
        this.#lose(agent, `no sign of life for ${(silentMs / 1000).toFixed(1)} s`);
      }
    }
  }

  #lose(agent: RemoteAgent, reason: string): void {
    agent.lose(reason);
    this.#options.onLost(agent);
  }

  /** Either another agent has its name, or it was started again and the one before it has not been counted out yet. */
  #answerNamesake(asked: JoinRequest, namesake: RemoteAgent): JoinAnswer {
    const { name, incarnation } = asked;
    const firstAtMs = this.#askedAtMs.get(incarnation) ?? this.#options.clock.nowMs();
    this.#askedAtMs.set(incarnation, firstAtMs);
    if (namesake.heardAtMs > firstAtMs) {
      return this.#refuse(asked, `an agent named ${name} (of ${namesake.asked.host}) takes part already`);
    }
    return {
      kind: "later",
      reason: `an agent named ${name} takes part; should it be gone, this one can take its place`,
    };
  }

  #taken(): number {
    return this.#agents.filter(({ state }) => state === "invited" || state === "member").length;
  }

  #invite(asked: JoinRequest): RemoteAgent {
    const agent = new RemoteAgent(this.#agents.length, asked, this.#options.clock.nowMs());
    this.#agents.push(agent);
    return agent;
  }

  #refuse(asked: JoinRequest, reason: string): JoinAnswer {
    const text = `${asked.name} (${asked.host}) refused: ${reason}`;
    if (!this.refused.has(text)) this.#options.log(`Agent ${text}`);
    this.refused.add(text);
    return { kind: "refused", reason };
  }

  #tooFew(count: number, waitMs: number): DataError {
    const names = this.parts().map(({ name }) => name);
    const came = names.length === 0 ? "none came" : `there are ${names.length}: ${names.join(", ")}`;
    const others = [...this.refused].map((text) => `; ${text}`).join("");
    const asked = count === 1 ? "1 agent was" : `${count} agents were`;
    return new DataError(`${asked} asked for, and after ${waitMs / 1000} s ${came}${others}`, {
      hint: "Nothing was sent. Start more with `streamgauge agent`, or ask for fewer (--agents-min)",
    });
  }
}
