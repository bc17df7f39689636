import type { Clock } from "../../core/clock.ts";
import type { EngineSettings } from "../../core/engine_settings.ts";
import type { ItemStart, WorkItem } from "../../core/work_item.ts";
import { carrySession } from "../../engine/carry_session.ts";
import type { SessionSteps, TurnRequest } from "../../engine/carry_session.ts";
import { dispatch } from "../../engine/dispatch.ts";
import { createItemQueue } from "../../engine/item_queue.ts";
import type { ItemQueue } from "../../engine/item_queue.ts";
import { createSlots, createUnlimitedSlots } from "../../engine/slots.ts";
import type { Slots } from "../../engine/slots.ts";
import type { PhaseStart, PostToMain, ShardStatus, ToShard, WorkReport } from "../protocol/messages.ts";
import type { Lease } from "./lease.ts";
import { createPhaseStops } from "./phase_stops.ts";
import type { PhaseStops } from "./phase_stops.ts";
import { startSlotMeter } from "./slot_meter.ts";
import type { SlotMeter, SlotUse } from "./slot_meter.ts";
import type { TurnSender } from "./turn_sender.ts";
import { createWorkReports } from "./work_reports.ts";
import type { WorkReports } from "./work_reports.ts";

interface PhaseRunParts {
  readonly start: PhaseStart;
  readonly engine: EngineSettings;
  readonly sender: TurnSender;
  /** The clock of the run. */
  readonly clock: Clock;
  readonly post: PostToMain;
  readonly lease: Lease;
}

/** One phase within an agent: its slots, its items and what stops it. */
export class PhaseRun {
  readonly #parts: PhaseRunParts;
  readonly #stops: PhaseStops = createPhaseStops();
  readonly #over: AbortController = new AbortController();
  readonly #slots: Slots;
  readonly #queue: ItemQueue<WorkItem>;
  readonly #meter: SlotMeter;
  readonly #reports: WorkReports;
  /** `null`: no limit. */
  #size: number | null;
  #carrying = 0;
  #received = 0;
  #resizes = 0;
  /** Items in the queue when the last came. */
  #filled = 0;

  constructor(parts: PhaseRunParts) {
    const { start: { slots, plan: { startAtMs, admitUntilMs } }, clock, post } = parts;
    this.#parts = parts;
    this.#size = slots;
    this.#slots = slots === null ? createUnlimitedSlots(startAtMs) : createSlots(slots, startAtMs);
    this.#queue = createItemQueue<WorkItem>({ clock, startAtMs });
    const untilMs = admitUntilMs ?? Infinity;
    this.#meter = startSlotMeter({ clock, startAtMs, untilMs, read: () => this.#use() });
    this.#reports = createWorkReports({
      clock,
      read: () => ({
        received: this.#received,
        carrying: this.#carrying,
        resizes: this.#resizes,
        ...this.state(),
      }),
      post: (report) => post(report, []),
    });
  }

  /** Runs until all started sessions have ended. */
  async run(): Promise<void> {
    const { start: { plan }, engine, clock } = this.#parts;
    void clock.sleepUntil(plan.cutOffAtMs ?? Infinity, this.#over.signal).then(() => {
      if (!this.#over.signal.aborted) this.#stops.stop("running");
    });
    const steps = this.#steps();
    await this.#untilStart();
    await dispatch<WorkItem>({
      take: this.#queue.take,
      slots: this.#slots,
      settings: engine,
      startAtMs: plan.startAtMs,
      admitting: this.#stops.signals.admitting,
      admitUntilMs: plan.admitUntilMs ?? Infinity,
      carry: (item, itemStart) => this.#carry(item, itemStart, steps),
    }, clock);
    this.#meter.end();
    this.#over.abort();
  }

  /** Machines begin at the same moment, which lies ahead; a loop of this one has no time to wait for. */
  async #untilStart(): Promise<void> {
    const { start: { plan }, clock } = this.#parts;
    if (plan.startAtMs > clock.nowMs()) await clock.sleepUntil(plan.startAtMs, this.#stops.signals.admitting);
  }

  receive(message: ToShard): void {
    if (message.kind === "items") this.#takeIn(message.items);
    else if (message.kind === "supply_end") this.#meter.end();
    else if (message.kind === "items_end") this.#stops.stop("admitting");
    else if (message.kind === "recall") this.#giveBack(message.count);
    else if (message.kind === "slots") this.#resize(message.count, message.atMs);
    else if (message.kind === "stop") {
      this.#meter.end();
      this.#stops.stop(message.scope);
    }
  }

  /** Takes what is to be told of its items, so that no record is ahead of it; `null`: nothing. */
  takeReport(): WorkReport | null {
    return this.#reports.take();
  }

  state(): Pick<ShardStatus, "free" | "queued"> {
    const free = this.#size === null ? null : Math.max(0, this.#size - this.#carrying);
    return { free, queued: this.#queue.size() };
  }

  takeSlotTime(): Pick<ShardStatus, "busyMs" | "starvedMs"> {
    return this.#meter.take();
  }

  #steps(): SessionSteps {
    const { sender, clock, lease } = this.#parts;
    const { continuing, running } = this.#stops.signals;
    const later = async (request: TurnRequest) => {
      await lease.untilRenewed(running);
      return await sender.send(request, running);
    };
    return {
      clock,
      continuing,
      encodeTurn: sender.encodeTurn,
      send: (request) => request.turnIndex > 0 && lease.isOver() ? later(request) : sender.send(request, running),
      onRecord: sender.onRecord,
    };
  }

  async #carry(item: WorkItem, start: ItemStart, steps: SessionSteps): Promise<number> {
    const { lease, clock } = this.#parts;
    if (lease.isOver()) await lease.untilRenewed(this.#stops.signals.running);
    // It never started here: who dealt it gives it to another.
    if (lease.isOver()) return clock.nowMs();
    this.#carrying++;
    this.#reports.addStart(item.index);
    this.#meter.update();
    const endAtMs = await carrySession(item, start, steps);
    this.#carrying--;
    this.#meter.update();
    if (this.#needsItems() || this.#hasGivenBack()) this.#reports.tellSoon();
    return endAtMs;
  }

  /** A free slot has no item, or soon will have none. */
  #needsItems(): boolean {
    const { free, queued } = this.state();
    return free !== null && (free > queued || queued <= this.#filled / 2);
  }

  /** A slot was closed by the end of its session: another loop waits for it. */
  #hasGivenBack(): boolean {
    return this.#size !== null && this.#carrying >= this.#size;
  }

  #takeIn(items: readonly WorkItem[]): void {
    this.#received += items.length;
    this.#queue.push(items);
    this.#filled = this.#queue.size();
    this.#meter.update();
  }

  #giveBack(count: number): void {
    this.#reports.giveBack(this.#queue.takeBack(count).map(({ index }) => index));
    this.#meter.update();
  }

  #resize(count: number, atMs: number): void {
    this.#size = count;
    this.#resizes++;
    this.#slots.resize(count, atMs);
    this.#meter.update();
    this.#reports.tellSoon();
  }

  #use(): SlotUse {
    const busy = this.#carrying;
    if (this.#size === null || this.#parts.start.plan.isPaced) return { busy, waiting: 0 };
    return { busy, waiting: Math.max(0, this.#size - busy - this.#queue.size()) };
  }
}
