import { drawValue } from "../../core/value_distribution.ts";
import type { Task } from "../timing/scheduler.ts";
import { errorObject } from "./error_object.ts";
import { EventEncoder, type EventExtras } from "./event_encoder.ts";
import type { Exchange } from "./exchange.ts";
import { countUsage, kindAt, type ReplyPlan, tokenAt, type TokenKind } from "./reply_plan.ts";
import { StreamWriter } from "./stream_writer.ts";
import { toUsage } from "./usage.ts";
import { passageOf, type Token } from "./vocabulary.ts";
import { encode } from "../http/wire.ts";

/** A streamed reply on its way: a task that is due when its next event is. */
export class StreamReply implements Task {
  atMs = 0;
  readonly #exchange: Exchange;
  readonly #plan: ReplyPlan;
  readonly #encoder: EventEncoder;
  readonly #writer: StreamWriter;
  readonly #passage: readonly Token[];
  /** Tokens of each choice sent so far. */
  #index = 0;
  /** After so many tokens the fault is given. */
  #faultAt: number;
  /** When each event that waits for its write was due. */
  #waitingDueMs: number[] = [];
  #lastWriteAtMs: number | null = null;

  constructor(exchange: Exchange, plan: ReplyPlan) {
    this.#exchange = exchange;
    this.#plan = plan;
    this.#encoder = new EventEncoder(plan, exchange.settings);
    this.#writer = new StreamWriter(exchange);
    this.#passage = passageOf(exchange.settings.text);
    this.#faultAt = faultPosition(exchange, plan);
  }

  /** Sends what comes at once and waits for the first token. */
  begin(): void {
    const { settings, fault, services } = this.#exchange;
    if (fault?.name === "stall_first") return this.#writer.flush();
    if (settings.roleFirst) this.#sendRole();
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

  #sendRole(): void {
    for (let choice = 0; choice < this.#plan.request.choices && this.#plan.request.dialect === "chat"; choice++) {
      this.#writer.add(this.#encoder.bare(choice, { hasRole: true, ...this.#usageSoFar(0) }));
    }
    this.#writer.flush();
  }

  #keepAlive(everyMs: number): void {
    this.#exchange.services.scheduler.after(everyMs, () => {
      if (this.#exchange.isOver) return;
      this.#writer.add([encode(`: keep-alive${this.#encoder.lineEnds}`)]);
      this.#flush();
      this.#keepAlive(everyMs);
    });
  }

  /** How many tokens the next event carries: of one kind, and none behind the place of a fault. */
  #nextCount(): number {
    const { tokenCount, reasoningCount } = this.#plan;
    const end = this.#index < reasoningCount ? reasoningCount : tokenCount;
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
    const kind = kindAt(this.#plan, this.#index);
    for (let choice = 0; choice < choices; choice++) this.#addEvent(kind, choice, count);
    this.#index += count;
    tally.generationTokens += count * choices;
    tally.events += choices;
  }

  #addEvent(kind: TokenKind, choice: number, count: number): void {
    const tokens: Token[] = [];
    for (let i = 0; i < count; i++) {
      tokens.push(tokenAt(this.#plan, this.#passage, { choice, index: this.#index + i }));
    }
    const isLast = this.#index + count >= this.#plan.tokenCount;
    const hasRole = this.#index === 0 && !this.#exchange.settings.roleFirst;
    const usage = this.#usageSoFar(this.#index + count);
    if (kind === "tool_call" && this.#index === this.#plan.reasoningCount) {
      this.#writer.add(this.#encoder.toolName(choice, { hasRole, ...usage }));
    } else if (hasRole || usage.usage !== undefined || (isLast && this.#plan.finishReason === "length")) {
      const finish = isLast ? this.#lastExtras(choice) : {};
      return this.#writer.add(this.#encoder.tokensWith(kind, choice, { tokens, hasRole, ...finish, ...usage }));
    }
    this.#writer.add(this.#encoder.tokens(kind, choice, tokens));
  }

  /** What the event with the last text says: as in vLLM, `length` stands there and other reasons come behind it. */
  #lastExtras(choice: number): EventExtras {
    return this.#plan.finishReason === "length" ? this.#finishExtras(choice) : {};
  }

  #finishExtras(choice: number): EventExtras {
    const isLast = choice === this.#plan.request.choices - 1;
    const hasUsage = isLast && this.#plan.usage.atEnd === "finish";
    const usage = hasUsage ? { usage: toUsage(countUsage(this.#plan)) } : this.#usageSoFar(this.#index);
    return { finishReason: this.#plan.finishReason, ...usage };
  }

  #usageSoFar(completionTokens: number): EventExtras {
    if (!this.#plan.usage.onEachEvent) return {};
    const reasoningTokens = Math.min(completionTokens, this.#plan.reasoningCount);
    return { usage: toUsage({ ...countUsage(this.#plan), completionTokens, reasoningTokens }) };
  }

  /** Sends the end of the reply. */
  #finish(): false {
    const { choices } = this.#plan.request;
    for (let choice = 0; choice < choices && this.#plan.finishReason !== "length"; choice++) {
      this.#writer.add(this.#encoder.bare(choice, this.#finishExtras(choice)));
    }
    if (this.#plan.usage.atEnd === "event") this.#writer.add(this.#encoder.usage(toUsage(countUsage(this.#plan))));
    if (!this.#exchange.settings.noDone) this.#writer.add(this.#encoder.record("[DONE]"));
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
      if (this.#lastWriteAtMs === null) tally.ttft.add(nowMs - this.#exchange.arrivedAtMs);
      else tally.itl.add(nowMs - this.#lastWriteAtMs);
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
    if (name === "malformed_json") {
      this.#writer.add(this.#encoder.record(this.#encoder.brokenData));
      return true;
    }
    if (name === "malformed_sse") {
      // A record without the name of its field.
      this.#writer.add([encode(`${this.#encoder.brokenData}${this.#encoder.lineEnds}`)]);
      return true;
    }
    this.#bookWrite();
    this.#breakOff();
    return false;
  }

  #breakOff(): void {
    const data = JSON.stringify(errorObject(500, "The simulated engine failed while it was answering."));
    switch (this.#exchange.fault?.name) {
      case "error_in_stream":
        this.#writer.add(this.#encoder.record(data));
        this.#writer.add(this.#encoder.record("[DONE]"));
        return this.#writer.end();
      case "error_event":
        this.#writer.add([encode(`event: error${this.#encoder.lineEnd}`), ...this.#encoder.record(data)]);
        return this.#writer.end();
      case "truncate":
        return this.#writer.end();
      case "stall":
        this.#writer.flush();
        return this.#exchange.release();
      case "cut":
        this.#writer.writeBrokenChunk(encode(`data: ${this.#encoder.brokenData}`));
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
