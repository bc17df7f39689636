import { drawValue } from "../../core/value_distribution.ts";
import type { Task } from "../timing/scheduler.ts";
import type { Exchange } from "./exchange.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import type { StreamEvent, StreamFormat } from "./stream_format.ts";
import { StreamWriter } from "./stream_writer.ts";

/** A streamed reply on its way: a task that is due when its next event is. */
export class StreamReply implements Task {
  atMs = 0;
  readonly #exchange: Exchange;
  readonly #plan: ReplyPlan;
  readonly #format: StreamFormat;
  readonly #writer: StreamWriter;
  /** Tokens of each choice sent so far. */
  #index = 0;
  /** After so many tokens the fault is given. */
  #faultAt: number;
  /** When each event that waits for its write was due. */
  #waitingDueMs: number[] = [];
  #firstWriteAtMs = 0;
  #lastWriteAtMs: number | null = null;

  constructor(exchange: Exchange, plan: ReplyPlan, format: StreamFormat) {
    this.#exchange = exchange;
    this.#plan = plan;
    this.#format = format;
    this.#writer = new StreamWriter(exchange, format.contentType);
    this.#faultAt = faultPosition(exchange, plan);
  }

  /** Sends what comes at once and waits for the first token. */
  begin(): void {
    const { settings, fault, services } = this.#exchange;
    if (fault?.name === "stall_first") return this.#writer.flush();
    this.#add(this.#format.opening());
    if (settings.roleFirst) this.#writer.flush();
    if (settings.keepAliveMs !== null) this.#keepAlive(settings.keepAliveMs);
    this.#exchange.admit(() => {
      this.atMs = services.pace.nowMs + this.#plan.ttftMs;
      services.scheduler.addPaced(this);
    });
  }

  /** Sends all events that are due. */
  run(): boolean {
    if (this.#exchange.isOver) return false;
    const { pace } = this.#exchange.services;
    do {
      if (this.#index >= this.#faultAt && !this.#giveFault()) return false;
      const isFirst = this.#index === 0;
      this.#addTokens(this.#nextCount());
      if (this.#index >= this.#plan.tokenCount && this.#faultAt === Infinity) return this.#finish();
      if (isFirst || this.#waitingDueMs.length >= this.#exchange.settings.eventsPerWrite) this.#flush();
      this.atMs += this.#drawGapMs();
    } while (this.atMs <= pace.nowMs);
    return true;
  }

  #keepAlive(everyMs: number): void {
    this.#exchange.services.scheduler.after(everyMs, () => {
      if (this.#exchange.isOver) return;
      this.#add(this.#format.comment());
      this.#flush();
      this.#keepAlive(everyMs);
    });
  }

  /** How many tokens the next event carries: of one kind, and none behind the place of a fault. */
  #nextCount(): number {
    const { tokenCount, reasoningCount } = this.#plan;
    const isReasoning = this.#index < reasoningCount;
    const end = isReasoning ? reasoningCount : tokenCount;
    // Half a call is none: a fault in the middle of it comes behind it.
    if (this.#plan.isToolCall && !isReasoning && this.#format.hasWholeCalls) return end - this.#index;
    return Math.max(0, Math.min(this.#exchange.settings.tokensPerChunk, Math.min(end, this.#faultAt) - this.#index));
  }

  #drawGapMs(): number {
    const { settings, random } = this.#exchange;
    let gapMs = 0;
    for (let count = Math.max(1, this.#nextCount()); count > 0; count--) gapMs += drawValue(settings.itlMs, random);
    return gapMs;
  }

  #addTokens(count: number): void {
    if (count === 0) return;
    this.#waitingDueMs.push(this.atMs);
    const { tally } = this.#exchange.services;
    const { choices } = this.#plan.request;
    this.#add(this.#format.tokens(this.#index, count));
    this.#index += count;
    tally.generationTokens += count * choices;
    tally.events += choices;
  }

  #add(events: readonly StreamEvent[]): void {
    for (const event of events) this.#writer.add(event);
  }

  /** Sends the end of the reply. */
  #finish(): false {
    const { scheduler } = this.#exchange.services;
    const nowMs = scheduler.nowMs();
    const firstAtMs = this.#lastWriteAtMs === null ? nowMs : this.#firstWriteAtMs;
    this.#add(this.#format.ending({
      totalMs: nowMs - this.#exchange.arrivedAtMs,
      promptMs: firstAtMs - this.#exchange.admittedAtMs,
      decodeMs: nowMs - firstAtMs,
    }));
    this.#bookWrite();
    this.#writer.end();
    return false;
  }

  #flush(): void {
    this.#bookWrite();
    this.#writer.flush();
  }

  /** Books the times of the events that are written now. */
  #bookWrite(): void {
    const { scheduler, tally, pace } = this.#exchange.services;
    const nowMs = scheduler.nowMs();
    for (const dueMs of this.#waitingDueMs) {
      if (this.#lastWriteAtMs === null) {
        tally.ttft.add(nowMs - this.#exchange.arrivedAtMs);
        this.#firstWriteAtMs = nowMs;
      } else tally.itl.add(nowMs - this.#lastWriteAtMs);
      this.#lastWriteAtMs = nowMs;
      this.#exchange.truth?.addEvent(nowMs);
      tally.lateness.add(nowMs - pace.toRealMs(dueMs));
    }
    this.#waitingDueMs.length = 0;
  }

  /** Gives the fault whose place was reached; `true`: the reply goes on behind it. */
  #giveFault(): boolean {
    const name = this.#exchange.fault?.name;
    this.#faultAt = Infinity;
    if (name === "malformed_json" || name === "malformed_sse") {
      this.#add(this.#format.malformed(name));
      return true;
    }
    this.#bookWrite();
    this.#breakOff();
    return false;
  }

  #breakOff(): void {
    const name = this.#exchange.fault?.name;
    switch (name) {
      case "error_in_stream":
      case "error_event":
        this.#add(this.#format.error(name));
        return this.#writer.end();
      case "truncate":
        return this.#writer.end();
      case "stall":
        this.#writer.flush();
        return this.#exchange.release();
      case "cut":
        this.#writer.writeBrokenChunk(this.#format.brokenStart);
        return this.#exchange.breakOff("close");
      default:
        this.#writer.flush();
        return this.#exchange.breakOff("reset");
    }
  }
}

/** After how many tokens the fault of a request is given: half of them unless it says so; never: `Infinity`. */
function faultPosition({ fault }: Exchange, { tokenCount }: ReplyPlan): number {
  switch (fault?.name) {
    case "error_in_stream":
    case "error_event":
    case "malformed_json":
    case "malformed_sse":
    case "stall":
    case "truncate":
    case "cut":
    case "reset":
      return Math.min(tokenCount, fault.argument ?? Math.max(1, Math.floor(tokenCount / 2)));
  }
  return Infinity;
}
