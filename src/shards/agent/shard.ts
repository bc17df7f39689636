/**
 * A shard: one event loop that carries load. It takes items, starts them through the engine, exchanges them through a
 * dialect and a transport, and sends records back in batches. It must not know datasets, configuration or output.
 */
import { createSecretMask } from "../../core/secret_mask.ts";
import { createDialect } from "../../apis/registry.ts";
import { createExchange } from "../../apis/exchange_reply.ts";
import type { Clock } from "../../core/clock.ts";
import type { AgentHost } from "./agent_host.ts";
import { withDebugLines } from "./debug_lines.ts";
import { createPhaseRun } from "./phase_run.ts";
import type { PhaseRun } from "./phase_run.ts";
import { PROTOCOL_VERSION } from "../protocol/messages.ts";
import type { FromShard, PostToMain, ShardSetup, ToShard } from "../protocol/messages.ts";
import { createTurnSender } from "./turn_sender.ts";
import type { TurnSender } from "./turn_sender.ts";
import { createRecordOutbox } from "./record_outbox.ts";
import type { RecordOutbox } from "./record_outbox.ts";
import { startLoopLag } from "./loop_lag.ts";

/** The receiving end of a shard. */
export interface Shard {
  receive(message: ToShard): void;
}

/** Records leave at most this long after they ended, and in small batches so that reading is not held up. */
const FLUSH_EVERY_MS = 100;
const FLUSH_RECORDS = 32;
const SLICE_EVERY_MS = 2;

/** Creates a shard that answers through `post`. */
export function createShard(post: PostToMain, host: AgentHost): Shard {
  let world: ShardWorld | null = null;
  let phase: PhaseRun | null = null;

  const receive = (message: ToShard): void => {
    if (message.kind === "setup") {
      void createWorld(message.setup, { post, host }).then((created) => {
        world = created;
        post({ kind: "ready" }, []);
      }).catch((cause) => post(crashOf(cause), []));
      return;
    }
    if (world === null) throw new Error(`Shard got "${message.kind}" before "setup"`);
    if (message.kind === "close") return world.close();
    if (message.kind === "phase") {
      phase = createPhaseRun({ start: message.start, sender: world.sender, clock: world.clock, post });
      void phase.run(world.flushAll).catch((cause) => post(crashOf(cause), []));
      return;
    }
    if (phase === null) throw new Error(`Shard got "${message.kind}" before "phase"`);
    phase.receive(message);
  };
  return { receive };
}

interface ShardWorld {
  readonly clock: Clock;
  readonly sender: TurnSender;
  /** Sends every record that waits. */
  flushAll(): void;
  close(): void;
}

interface Surroundings {
  readonly post: PostToMain;
  readonly host: AgentHost;
}

async function createWorld(setup: ShardSetup, { post, host }: Surroundings): Promise<ShardWorld> {
  if (setup.version !== PROTOCOL_VERSION) {
    throw new Error(`Shard speaks protocol ${PROTOCOL_VERSION}, not ${setup.version}`);
  }
  const mask = createSecretMask({ url: setup.dialect.url, headers: setup.headers });
  const onDebug = (line: string): void => post({ kind: "debug", line: mask(line) }, []);
  const plain = await createDialect(setup.dialect);
  const dialect = setup.isDebug ? withDebugLines(plain, onDebug) : plain;
  const clock = host.createClock(setup.originEpochMs);
  const closing = new AbortController();
  const transport = await host.createTransport(setup.transport, clock);
  const outbox = createRecordOutbox();
  const exchange = createExchange({ transport, dialect, clock, url: setup.dialect.url, headers: setup.headers });
  const sender = createTurnSender({
    setup,
    dialect,
    exchange,
    onRecord: outbox.add,
    onDebug,
  });
  const lag = startLoopLag(clock, closing.signal);

  const flush = (): void => {
    const { records, transfer } = outbox.take(FLUSH_RECORDS);
    const status = { shard: setup.shard, ...sender.takeStatus(), loopLagMs: lag.take() };
    post({ kind: "records", records, status }, [...transfer, status.loopLagMs.buffer]);
  };
  void flushUntil(closing.signal, { clock, flush, outbox });
  return {
    clock,
    sender,
    flushAll: () => {
      do flush(); while (outbox.size() > 0);
    },
    close: () => {
      closing.abort();
      transport.close();
    },
  };
}

interface Flushing {
  readonly clock: Clock;
  readonly flush: () => void;
  readonly outbox: RecordOutbox;
}

async function flushUntil(signal: AbortSignal, { clock, flush, outbox }: Flushing): Promise<void> {
  while (!signal.aborted) {
    // A wave of records goes out in slices, each in a turn of the event loop of its own.
    if (outbox.size() > 0) await clock.sleepUntil(clock.nowMs() + SLICE_EVERY_MS, signal);
    else await sleepUntilFailure(clock, outbox, signal);
    if (!signal.aborted) flush();
  }
}

async function sleepUntilFailure(clock: Clock, outbox: RecordOutbox, signal: AbortSignal): Promise<void> {
  const waking = new AbortController();
  void outbox.failure().then(() => waking.abort());
  await clock.sleepUntil(clock.nowMs() + FLUSH_EVERY_MS, AbortSignal.any([signal, waking.signal]));
}

/** Describes a mistake of our own for the main thread. */
export function crashOf(cause: unknown): FromShard {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  return { kind: "crash", message: error.message, stack: error.stack ?? "" };
}
