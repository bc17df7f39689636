/**
 * An agent: one event loop that carries load. It takes items, starts them through the engine, exchanges them through a
 * dialect and a transport, and sends records back in batches. It must not know datasets, configuration or output, nor
 * what its messages travel over.
 */
import { createEndpointsMask, openEndpoints } from "../../apis/open_endpoints.ts";
import { createDialect } from "../../apis/registry.ts";
import { shiftClock, type ShiftedClock } from "../../core/clock.ts";
import { PROTOCOL_VERSION } from "../protocol/messages.ts";
import type { FromShard, PhaseStart, PostToMain, ShardSetup, ToShard } from "../protocol/messages.ts";
import type { AgentHost } from "./agent_host.ts";
import { ShardWorld } from "./shard_world.ts";
import { withDebugLines } from "./debug_lines.ts";

/** The receiving end of an agent. */
export interface Shard {
  receive(message: ToShard): void;
  /** Tells of a mistake of ours, after what can still be told. */
  crash(cause: unknown): void;
}

/** Creates an agent that answers through `post`. */
export function createShard(post: PostToMain, host: AgentHost): Shard {
  let world: ShardWorld | null = null;
  let clock: ShiftedClock | null = null;

  const crash = (cause: unknown): void => {
    try {
      world?.sendLastWords();
    } finally {
      post(crashOf(cause), []);
    }
  };
  const setUp = async (setup: ShardSetup): Promise<void> => {
    try {
      clock = shiftClock(host.clock, setup.clockOffsetMs);
      world = await openWorld(setup, { post, host, clock });
      post({ kind: "ready" }, []);
    } catch (cause) {
      crash(cause);
    }
  };
  const runPhase = async (opened: ShardWorld, start: PhaseStart): Promise<void> => {
    try {
      await opened.runPhase(start);
      post({ kind: "phase_end" }, []);
    } catch (cause) {
      crash(cause);
    }
  };
  return {
    crash,
    receive(message) {
      if (message.kind === "clock_ask") {
        post({ kind: "clock_answer", askedAtMs: message.askedAtMs, agentAtMs: host.clock.nowMs() }, []);
      } else if (message.kind === "setup") void setUp(message.setup);
      else if (message.kind === "close") world?.close();
      else if (message.kind === "clock") clock?.shift(message.offsetMs);
      else if (message.kind === "lease") world?.renewLease(message);
      else if (world === null) throw new Error(`Shard got "${message.kind}" before "setup"`);
      else if (message.kind === "phase") void runPhase(world, message.start);
      else world.receive(message);
    },
  };
}

interface Surroundings {
  readonly post: PostToMain;
  readonly host: AgentHost;
  /** The clock of the run. */
  readonly clock: ShiftedClock;
}

async function openWorld(setup: ShardSetup, { post, host, clock }: Surroundings): Promise<ShardWorld> {
  if (setup.version !== PROTOCOL_VERSION) {
    throw new Error(`Shard speaks protocol ${PROTOCOL_VERSION}, not ${setup.version}`);
  }
  const mask = createEndpointsMask(setup.endpoints);
  const onDebug = (line: string): void => post({ kind: "debug", line: mask(line) }, []);
  const plain = await createDialect(setup.dialect);
  const dialect = setup.isDebug ? withDebugLines(plain, onDebug) : plain;
  const endpoints = await openEndpoints({
    endpoints: setup.endpoints,
    settings: setup.transport,
    dialect,
    clock,
    countsText: setup.countsText,
    createTransport: (settings) => host.createTransport(settings, clock),
  });
  await endpoints.prepare();
  return new ShardWorld({ setup, post, host, clock, endpoints, sending: { setup, dialect, endpoints, onDebug } });
}

/** Describes a mistake of our own for the coordinator. */
function crashOf(cause: unknown): FromShard {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  return { kind: "crash", message: error.message, stack: error.stack ?? "" };
}
