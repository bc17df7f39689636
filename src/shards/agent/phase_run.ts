import type { Clock } from "../../core/clock.ts";
import type { WorkItem } from "../../core/work_item.ts";
import { carrySession } from "../../engine/carry_session.ts";
import { dispatch } from "../../engine/dispatch.ts";
import { createItemQueue } from "../../engine/item_queue.ts";
import type { ItemQueue } from "../../engine/item_queue.ts";
import { createSlots, unlimitedSlots } from "../../engine/slots.ts";
import type { PhaseStart, PostToMain, StopScope, ToShard } from "../protocol/messages.ts";
import type { TurnSender } from "./turn_sender.ts";

/** One phase within a shard. */
export interface PhaseRun {
  /** Runs until all started sessions have ended; `flush` sends their records before the end is told. */
  run(flush: () => void): Promise<void>;
  receive(message: ToShard): void;
}

interface PhaseRunParts {
  readonly start: PhaseStart;
  readonly sender: TurnSender;
  readonly clock: Clock;
  readonly post: PostToMain;
}

/** Prepares a phase: its queue, its slots and its stop signals. */
export function createPhaseRun({ start, sender, clock, post }: PhaseRunParts): PhaseRun {
  const stops = createStops();
  const slots = start.slots === null ? unlimitedSlots : createSlots(start.slots);
  const queue = createAskingQueue(start.lookAhead, (count) => post({ kind: "want", count }, []));
  const steps = {
    clock,
    continuing: stops.signals.continuing,
    encodeTurn: sender.encodeTurn,
    send: (request: Parameters<TurnSender["send"]>[0]) => sender.send(request, stops.signals.running),
    onRecord: sender.onRecord,
  };

  return {
    async run(flush) {
      post({ kind: "want", count: start.lookAhead }, []);
      const over = new AbortController();
      void clock.sleepUntil(start.cutOffAtMs ?? Infinity, over.signal).then(() => {
        if (!over.signal.aborted) stops.stop("running");
      });
      const started = await dispatch({
        take: queue.take,
        slots,
        startAtMs: start.startAtMs,
        admitting: stops.signals.admitting,
        admitUntilMs: start.admitUntilMs ?? Infinity,
        carry: (item: WorkItem, itemStart) => carrySession(item, itemStart, steps),
      }, clock);
      over.abort();
      flush();
      post({ kind: "phase_end", started }, []);
    },
    receive(message) {
      if (message.kind === "items") queue.push(message.items);
      else if (message.kind === "items_end") queue.end();
      else if (message.kind === "slots") slots.resize(message.count);
      else if (message.kind === "stop") stops.stop(message.scope);
    },
  };
}

/** A queue that asks for more items when half of its look-ahead is gone. */
function createAskingQueue(lookAhead: number, ask: (count: number) => void): ItemQueue<WorkItem> {
  let expected = lookAhead;
  return createItemQueue<WorkItem>(() => {
    expected--;
    if (expected > lookAhead / 2) return;
    const count = lookAhead - expected;
    expected = lookAhead;
    ask(count);
  });
}

interface Stops {
  readonly signals: Readonly<Record<StopScope, AbortSignal>>;
  stop(scope: StopScope): void;
}

/** Each scope stops all that the ones before it stop. */
function createStops(): Stops {
  const admitting = new AbortController();
  const continuing = new AbortController();
  const running = new AbortController();
  return {
    signals: { admitting: admitting.signal, continuing: continuing.signal, running: running.signal },
    stop(scope) {
      admitting.abort();
      if (scope !== "admitting") continuing.abort();
      if (scope === "running") running.abort();
    },
  };
}
