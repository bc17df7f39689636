import { encode } from "../http/wire.ts";
import type { ReplySettings } from "../simulator_options.ts";
import { ENGINE_FAILED, errorObject } from "./error_object.ts";
import { EventEncoder, type EventExtras } from "./event_encoder.ts";
import { countUsage, kindAt, type ReplyPlan, tokenAt, type TokenKind } from "./reply_plan.ts";
import type { StreamEvent, StreamFormat } from "./stream_format.ts";
import { toUsage } from "./usage.ts";
import { passageOf, type Token } from "./vocabulary.ts";

/** Tokens of one kind, from an index on. */
interface Stretch {
  readonly kind: TokenKind;
  readonly index: number;
  readonly count: number;
}

/** The events of `/chat/completions` and `/completions`, as vLLM sends them. */
export class OpenaiStream implements StreamFormat {
  readonly contentType = "text/event-stream; charset=utf-8";
  readonly hasWholeCalls = false;
  readonly #plan: ReplyPlan;
  readonly #settings: ReplySettings;
  readonly #encoder: EventEncoder;
  readonly #passage: readonly Token[];

  constructor(plan: ReplyPlan, settings: ReplySettings) {
    this.#plan = plan;
    this.#settings = settings;
    this.#encoder = new EventEncoder(plan, settings);
    this.#passage = passageOf(settings.text);
  }

  get brokenStart(): Uint8Array {
    return encode(`data: ${this.#encoder.brokenData}`);
  }

  opening(): readonly StreamEvent[] {
    const { dialect } = this.#plan.request;
    if (!this.#settings.roleFirst || dialect !== "chat") return [];
    return this.#eachChoice((choice) => [this.#encoder.bare(choice, { hasRole: true, ...this.#usageSoFar(0) })]);
  }

  tokens(index: number, count: number): readonly StreamEvent[] {
    const stretch = { kind: kindAt(this.#plan, index), index, count };
    return this.#eachChoice((choice) => this.#toEvents(choice, stretch));
  }

  ending(): readonly StreamEvent[] {
    const { finishReason, usage } = this.#plan;
    const finish = finishReason === "length"
      ? []
      : this.#eachChoice((choice) => [this.#encoder.bare(choice, this.#finishExtras(choice))]);
    const counts = usage.atEnd === "event" ? [this.#encoder.usage(toUsage(countUsage(this.#plan)))] : [];
    return [...finish, ...counts, ...(this.#settings.noDone ? [] : [this.#encoder.record("[DONE]")])];
  }

  comment(): readonly StreamEvent[] {
    return [[encode(`: keep-alive${this.#encoder.lineEnds}`)]];
  }

  malformed(how: "malformed_json" | "malformed_sse"): readonly StreamEvent[] {
    const { brokenData, lineEnds } = this.#encoder;
    // Without the name of its field it is no record at all.
    return how === "malformed_json" ? [this.#encoder.record(brokenData)] : [[encode(`${brokenData}${lineEnds}`)]];
  }

  error(how: "error_in_stream" | "error_event"): readonly StreamEvent[] {
    const record = this.#encoder.record(JSON.stringify(errorObject("openai", ENGINE_FAILED)));
    if (how === "error_event") return [[encode(`event: error${this.#encoder.lineEnd}`), ...record]];
    return [record, this.#encoder.record("[DONE]")];
  }

  #eachChoice(toEvents: (choice: number) => readonly StreamEvent[]): readonly StreamEvent[] {
    const { choices } = this.#plan.request;
    // Nearly all replies have one: this runs for every event.
    if (choices === 1) return toEvents(0);
    return Array.from({ length: choices }, (_, choice) => toEvents(choice)).flat();
  }

  #toEvents(choice: number, { kind, index, count }: Stretch): readonly StreamEvent[] {
    const tokens: Token[] = [];
    for (let i = 0; i < count; i++) tokens.push(tokenAt(this.#plan, this.#passage, { choice, index: index + i }));
    const { tokenCount, reasoningCount, finishReason } = this.#plan;
    const isLast = index + count >= tokenCount;
    const hasRole = index === 0 && !this.#settings.roleFirst;
    const usage = this.#usageSoFar(index + count);
    if (kind === "tool_call" && index === reasoningCount) {
      const name = this.#encoder.toolName(choice, { hasRole, ...usage });
      return [name, this.#encoder.tokens(kind, choice, tokens)];
    }
    if (!hasRole && usage.usage === undefined && !(isLast && finishReason === "length")) {
      return [this.#encoder.tokens(kind, choice, tokens)];
    }
    const finish = isLast ? this.#lastExtras(choice) : {};
    return [this.#encoder.tokensWith(kind, choice, { tokens, hasRole, ...finish, ...usage })];
  }

  /** What the event with the last text says: as in vLLM, `length` stands there and other reasons come behind it. */
  #lastExtras(choice: number): EventExtras {
    return this.#plan.finishReason === "length" ? this.#finishExtras(choice) : {};
  }

  #finishExtras(choice: number): EventExtras {
    const isLast = choice === this.#plan.request.choices - 1;
    const hasUsage = isLast && this.#plan.usage.atEnd === "finish";
    const usage = hasUsage ? { usage: toUsage(countUsage(this.#plan)) } : this.#usageSoFar(this.#plan.tokenCount);
    return { finishReason: this.#plan.finishReason, ...usage };
  }

  #usageSoFar(completionTokens: number): EventExtras {
    if (!this.#plan.usage.onEachEvent) return {};
    const reasoningTokens = Math.min(completionTokens, this.#plan.reasoningCount);
    return { usage: toUsage({ ...countUsage(this.#plan), completionTokens, reasoningTokens }) };
  }
}
