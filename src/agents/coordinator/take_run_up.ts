import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";
import { reasonOf } from "../../core/errors.ts";
import { IndexSet } from "../../core/index_set.ts";
import { WHOLE_ENVELOPE, wrap } from "../wire/envelope.ts";
import { readJsonBytes, toJsonBytes, WHOLE_AGENT } from "../wire/join.ts";
import type { AgentOrder, JoinRequest, RunTime } from "../wire/join.ts";
import { subjectsOf } from "../wire/subjects.ts";
import { decodeTakingUp } from "../wire/taking_up.ts";
import type { CarriedPhase, LoopReport } from "../wire/taking_up.ts";

/** An agent of a run that is taken up. */
export interface TakenUpAgent {
  readonly number: number;
  readonly asked: JoinRequest;
  readonly loops: readonly LoopReport[];
}

/** A phase that goes on where another coordinator left it. */
export interface TakenUpPhase extends CarriedPhase {
  readonly carriers: readonly TakenUpAgent[];
  /** So long no agent had an answer to its beats. */
  readonly silentMs: number;
  /** Added to our clock it gives that of the run; off by the bound at most. */
  readonly clockAheadMs: number;
  readonly clockBoundMs: number;
}

/** What there is to take up, and by whom. */
export interface TakingUpTask {
  readonly connection: NatsConnection;
  readonly clock: Clock;
  readonly run: string;
  /** The number of this coordinator. */
  readonly epoch: number;
  readonly phase: CarriedPhase;
}

/** Whoever carries load for a run answers within this time, or is gone. */
const ANSWER_MS = 1000;
const CLOCK_EXCHANGES = 8;

/** Asks the agents of a run for what they have in hand. A text: why it cannot be gone on with; they were let go then. */
export async function takeRunUp(task: TakingUpTask): Promise<TakenUpPhase | string> {
  const { phase } = task;
  const carriers: TakenUpAgent[] = [];
  let silentMs = 0;
  let problem: string | null = null;
  for (const answer of await Promise.all(phase.agents.map((agent) => askOne(agent, task)))) {
    if (typeof answer === "string") problem ??= answer;
    else {
      carriers.push(answer.agent);
      silentMs = Math.max(silentMs, answer.silentMs);
    }
  }
  problem ??= findConflict(carriers);
  const clock = problem === null ? await readClock(task) : null;
  if (clock !== null) return { ...phase, carriers, silentMs, ...clock };
  await Promise.all(phase.agents.map((agent) => letGo(agent, task)));
  return problem ?? "no agent knows the clock of the run";
}

type Agent = CarriedPhase["agents"][number];

interface Carrying {
  readonly agent: TakenUpAgent;
  readonly silentMs: number;
}

async function askOne({ number, asked }: Agent, task: TakingUpTask): Promise<Carrying | string> {
  try {
    const reply = await give({ kind: "take_up", incarnation: asked.incarnation }, number, task);
    const answer = decodeTakingUp(reply);
    if (answer.kind === "idle") return `agent ${asked.name}: ${answer.reason}`;
    return { agent: { number, asked, loops: answer.loops }, silentMs: answer.silentMs };
  } catch (cause) {
    return `agent ${asked.name} does not answer (${reasonOf(cause)})`;
  }
}

async function give(order: AgentOrder, agent: number, { connection, run, epoch }: TakingUpTask): Promise<Uint8Array> {
  const bytes = wrap({ ...WHOLE_ENVELOPE, loop: WHOLE_AGENT, number: 0, epoch }, toJsonBytes(order));
  return (await connection.request(subjectsOf(run).to(agent), bytes, { timeout: ANSWER_MS })).data;
}

/** What was dealt twice because an agent was counted out cannot be told apart; nor can loops be named that are gone. */
function findConflict(carriers: readonly TakenUpAgent[]): string | null {
  const loops = carriers.flatMap(({ loops }) => loops);
  const shards = new Set(loops.map(({ shard }) => shard));
  if (shards.size < loops.length || loops.some(({ shard }) => shard >= loops.length)) return "an event loop was lost";
  const all = new IndexSet();
  for (const { state } of loops) {
    for (const index of new IndexSet(state.taken)) {
      if (all.has(index)) return `request ${index} was given to two event loops`;
      all.add(index);
    }
  }
  return null;
}

/** The clock of the run is that of a process that died: its agents know how theirs stood to it. */
async function readClock(
  task: TakingUpTask,
): Promise<Pick<TakenUpPhase, "clockAheadMs" | "clockBoundMs"> | null> {
  const { phase, clock } = task;
  let best: { clockAheadMs: number; clockBoundMs: number } | null = null;
  for (let exchange = 0; exchange < CLOCK_EXCHANGES; exchange++) {
    for (const { number } of phase.agents) {
      const askedAtMs = clock.nowMs();
      const { atMs, boundMs } = readJsonBytes<RunTime>(await give({ kind: "time" }, number, task));
      const tookMs = clock.nowMs() - askedAtMs;
      const clockBoundMs = boundMs + tookMs / 2;
      if (atMs === null || (best !== null && clockBoundMs >= best.clockBoundMs)) continue;
      best = { clockAheadMs: atMs - (askedAtMs + tookMs / 2), clockBoundMs };
    }
  }
  return best;
}

/** They need not wait for the end of their lease before they take part in a run again. */
async function letGo({ number }: Agent, task: TakingUpTask): Promise<void> {
  try {
    await give({ kind: "close" }, number, task);
  } catch {
    // It is gone, or stops by itself for want of answers to its beats.
  }
}
