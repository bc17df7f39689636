import type { RequestRecord } from "../../core/record.ts";
import type { Phase, WorkItem } from "../../core/work_item.ts";
import { createItemFeed } from "./item_feed.ts";
import type { ItemFeed } from "./item_feed.ts";
import type {
  FromShard,
  PhaseStart,
  ShardLink,
  ShardSetup,
  ShardStatus,
  StopScope,
  ToShard,
} from "../protocol/messages.ts";

/** One phase of a load, as the main thread asks it of the shards. */
export interface PhaseLoad {
  readonly phase: Phase;
  /** For all shards together; `null`: no limit. */
  readonly slots: number | null;
  /** The most slots that the phase will have; `null`: no limit. A shard without any would keep items for ever. */
  readonly mostSlots: number | null;
  readonly startAtMs: number;
  /** No session starts from this time on; `null`: no such time. */
  readonly admitUntilMs: number | null;
  /** What still runs at this time is cut off; `null`: it may run to its end. */
  readonly cutOffAtMs: number | null;
  /** Items kept ready in each shard. */
  readonly lookAhead: number;
  readonly items: AsyncIterator<WorkItem>;
  readonly stops: Readonly<Record<StopScope, AbortSignal>>;
  onRecords(records: readonly RequestRecord[]): void;
  onStatus(status: ShardStatus): void;
}

/** Shards that carry phases one after another. */
export interface ShardPool {
  readonly count: number;
  /** Resolves with the number of started sessions once all have ended; rejects on a mistake of ours. */
  runPhase(load: PhaseLoad): Promise<number>;
  /** Changes the number of slots of the running phase. */
  resizeSlots(count: number): void;
  close(): void;
}

/** What all shards of a pool share, and how each is reached. */
export interface ShardPoolOptions {
  readonly count: number;
  readonly setup: Omit<ShardSetup, "shard">;
  readonly startShard: (index: number) => ShardLink;
  readonly onDebug: (line: string) => void;
}

/** Starts the shards and waits until each is ready. */
export async function startShardPool(options: ShardPoolOptions): Promise<ShardPool> {
  const links = Array.from({ length: options.count }, (_, index) => options.startShard(index));
  await Promise.all(links.map((link, shard) => setUp(link, { ...options.setup, shard })));
  const broadcast = (message: ToShard): void => links.forEach((link) => link.send(message));
  let active: readonly ShardLink[] = links;
  return {
    count: links.length,
    runPhase(load) {
      active = links.slice(0, Math.max(1, load.mostSlots ?? links.length));
      return runPhase(active, load, options.onDebug);
    },
    resizeSlots: (count) =>
      active.forEach((link, index) => link.send({ kind: "slots", count: shareOf(count, index, active.length) })),
    close() {
      broadcast({ kind: "close" });
      links.forEach((link) => link.close());
    },
  };
}

/** The part of a whole number that falls to one of several shards; the parts add up to it. */
export function shareOf(total: number, index: number, count: number): number {
  return Math.floor(total / count) + (index < total % count ? 1 : 0);
}

function setUp(link: ShardLink, setup: ShardSetup): Promise<void> {
  return new Promise((resolve, reject) => {
    link.onMessage((message) => {
      if (message.kind === "ready") resolve();
      else if (message.kind === "crash") reject(toError(message));
    });
    link.send({ kind: "setup", setup });
  });
}

async function runPhase(
  links: readonly ShardLink[],
  load: PhaseLoad,
  onDebug: (line: string) => void,
): Promise<number> {
  const feed = createItemFeed(load.items, links);
  const unlisten = forwardStops(links, load.stops);
  const ends = links.map((link, index) => followShard(link, { index, feed, load, onDebug }));
  try {
    links.forEach((link, index) => link.send({ kind: "phase", start: toPhaseStart(load, index, links.length) }));
    const started = await Promise.race([Promise.all(ends), feed.failure]);
    return started.reduce((sum, count) => sum + count, 0);
  } catch (cause) {
    // What runs is cut off, and its records still come in before the error goes on.
    links.forEach((link) => link.send({ kind: "stop", scope: "running" }));
    await Promise.allSettled(ends);
    throw cause;
  } finally {
    unlisten();
    feed.stop();
  }
}

function toPhaseStart(load: PhaseLoad, index: number, count: number): PhaseStart {
  const { phase, slots, startAtMs, admitUntilMs, cutOffAtMs, lookAhead } = load;
  const ownSlots = slots === null ? null : shareOf(slots, index, count);
  return { phase, startAtMs, admitUntilMs, cutOffAtMs, lookAhead, slots: ownSlots };
}

interface Following {
  readonly index: number;
  readonly feed: ItemFeed;
  readonly load: PhaseLoad;
  readonly onDebug: (line: string) => void;
}

/** Receives a shard's messages until its phase ends; resolves with the number of sessions it started. */
function followShard(link: ShardLink, { index, feed, load, onDebug }: Following): Promise<number> {
  return new Promise((resolve, reject) => {
    link.onMessage((message) => {
      if (message.kind === "want") feed.want(index, message.count);
      else if (message.kind === "records") {
        if (message.records.length > 0) load.onRecords(message.records);
        load.onStatus(message.status);
      } else if (message.kind === "debug") onDebug(message.line);
      else if (message.kind === "phase_end") resolve(message.started);
      else if (message.kind === "crash") reject(toError(message));
    });
  });
}

/** Passes the stop signals on to the shards; returns how to end that. */
function forwardStops(links: readonly ShardLink[], stops: PhaseLoad["stops"]): () => void {
  const ended = new AbortController();
  for (const scope of ["admitting", "continuing", "running"] as const) {
    const send = () => links.forEach((link) => link.send({ kind: "stop", scope }));
    if (stops[scope].aborted) queueMicrotask(send);
    else stops[scope].addEventListener("abort", send, { once: true, signal: ended.signal });
  }
  return () => ended.abort();
}

function toError({ message, stack }: Extract<FromShard, { kind: "crash" }>): Error {
  const error = new Error(`A shard crashed: ${message}`);
  if (stack !== "") error.stack = stack;
  return error;
}
