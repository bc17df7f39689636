import { jetstream } from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/nats-core";
import { UsageError } from "../../core/errors.ts";
import { PROTOCOL_VERSION } from "../../shards/protocol/messages.ts";
import { awaitBus } from "../wire/await_bus.ts";
import { watchLargestMessage } from "../wire/largest_message.ts";
import type { BusAddress } from "../wire/connect_bus.ts";
import { readJsonBytes, toJsonBytes } from "../wire/join.ts";
import type { JoinAnswer, JoinRequest } from "../wire/join.ts";
import { createSealingKeys } from "../wire/sealed_setup.ts";
import { BUS_VERSION, JOIN_SUBJECT } from "../wire/subjects.ts";
import { AgentSession } from "./agent_session.ts";
import type { AgentMeans, AgentParts, SessionEnd } from "./agent_session.ts";

/** What an agent serves with. */
export interface ServeOptions extends AgentMeans {
  readonly bus: BusAddress;
  /** What it says of itself. */
  readonly self: Pick<JoinRequest, "name" | "incarnation" | "host" | "cores" | "memoryBytes" | "version" | "loops">;
  /** A bus that is not there yet is waited for so long. */
  readonly waitMs: number;
  /** Ends after one run. */
  readonly isOnce: boolean;
}

/** It asks so often for a run to take part in. */
const ASK_EVERY_MS = 1000;
/** Several coordinators may answer: so long is waited for them. */
const ANSWERS_WITHIN_MS = 250;

/** How serving ended. */
export type ServeEnd = "stopped" | SessionEnd;

type Welcome = Extract<JoinAnswer, { readonly kind: "welcome" }>;

/** Carries load for one coordinator after another, until it is stopped. Throws where a coordinator refuses it for good. */
export async function serveAgent(options: ServeOptions): Promise<ServeEnd> {
  const { log, self, clock, stop } = options;
  const caller = { role: "agent", incarnation: self.incarnation } as const;
  const patience = { clock, untilMs: clock.nowMs() + options.waitMs, stop, log };
  const connection = await awaitBus(options.bus, caller, patience);
  const keys = createSealingKeys();
  const parts: AgentParts = {
    ...options,
    connection,
    maxBytes: watchLargestMessage(connection),
    returns: listenForReturns(connection),
    stream: jetstream(connection),
    keys,
    incarnation: self.incarnation,
  };
  const asked = { ...self, bus: BUS_VERSION, protocol: PROTOCOL_VERSION, publicKey: keys.publicKey };
  log(`Agent ${self.name} waits for a run on ${options.bus.url}`);
  try {
    return await serveRuns(asked, parts, options);
  } finally {
    await connection.close();
  }
}

function listenForReturns(connection: NatsConnection): EventTarget {
  const returns = new EventTarget();
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === "reconnect") returns.dispatchEvent(new Event("return"));
    }
  })();
  return returns;
}

async function serveRuns(asked: JoinRequest, parts: AgentParts, options: ServeOptions): Promise<ServeEnd> {
  const { stop, log, clock, isOnce } = options;
  const teller = new OnceTeller(log);
  while (!stop.aborted) {
    const welcome = await askToJoin(parts.connection, asked, teller);
    const end = welcome === null ? null : await takePart(welcome, parts, log);
    if (end === null) await clock.sleepUntil(clock.nowMs() + ASK_EVERY_MS, stop);
    else if (isOnce) return end;
  }
  return "stopped";
}

/** Says what is new, once. */
class OnceTeller {
  readonly #log: (line: string) => void;
  #last = "";

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  tell(line: string): void {
    if (line !== this.#last) this.#log(line);
    this.#last = line;
  }
}

async function askToJoin(connection: NatsConnection, asked: JoinRequest, teller: OnceTeller): Promise<Welcome | null> {
  const answers = await gatherAnswers(connection, toJsonBytes(asked));
  for (const answer of answers) if (answer.kind === "welcome") return answer;
  for (const answer of answers) {
    if (answer.kind === "refused") throw new UsageError(`The coordinator refuses this agent: ${answer.reason}`);
    if (answer.kind === "later") teller.tell(`Waiting: ${answer.reason}`);
  }
  return null;
}

/** Nobody there, or no connection for a moment: nobody answers. */
async function gatherAnswers(connection: NatsConnection, asked: Uint8Array): Promise<readonly JoinAnswer[]> {
  const answers: JoinAnswer[] = [];
  try {
    const replies = await connection.requestMany(JOIN_SUBJECT, asked, {
      strategy: "timer",
      maxWait: ANSWERS_WITHIN_MS,
    });
    for await (const reply of replies) if (isAnswer(reply)) answers.push(readJsonBytes<JoinAnswer>(reply.data));
  } catch {
    // The next asking tells.
  }
  return answers;
}

/** Where nobody listens the server answers itself, with a header and nothing else. */
function isAnswer({ data }: Msg): boolean {
  return data.byteLength > 0;
}

/** `null`: it did not take part, because the target is not allowed. */
async function takePart(welcome: Welcome, parts: AgentParts, log: (line: string) => void): Promise<SessionEnd | null> {
  const { run, user, target } = welcome;
  const reason = parts.objection(target);
  if (reason !== null) {
    log(`Declined run ${run} of ${user}: ${reason}`);
    await AgentSession.decline(welcome, parts, reason);
    return null;
  }
  log(`Carries run ${run} of ${user} against ${target}`);
  const end = await new AgentSession(welcome, parts).run();
  log(`Run ${run}: ${END_TEXTS[end]}`);
  return end;
}

const END_TEXTS: Readonly<Record<SessionEnd, string>> = {
  over: "over",
  counted_out: "the coordinator has counted this agent out, its work was given to others; everything was stopped",
  out_of_reach: "the coordinator cannot be reached any more; everything was stopped",
};
