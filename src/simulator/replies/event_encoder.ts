import type { JsonObject } from "../../core/json.ts";
import { encode } from "../http/wire.ts";
import type { ReasoningField, ReplySettings } from "../simulator_options.ts";
import type { ReplyPlan, TokenKind } from "./reply_plan.ts";
import type { Token } from "./vocabulary.ts";

/** What an event says besides its tokens. */
export interface EventExtras {
  readonly hasRole?: boolean;
  readonly finishReason?: string;
  readonly usage?: JsonObject;
}

interface Frame {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const REASONING: Readonly<Record<ReasoningField, readonly [string, string]>> = {
  reasoning_content: ['"reasoning_content":"', '"'],
  reasoning: ['"reasoning":"', '"'],
  reasoning_details: ['"reasoning_details":[{"type":"reasoning.text","text":"', '"}]'],
};

/** Encodes the events of one reply; all that is the same in each is encoded once. */
export class EventEncoder {
  readonly lineEnd: string;
  /** The end of an event. */
  readonly lineEnds: string;
  readonly #plan: ReplyPlan;
  readonly #head: string;
  readonly #reasoningField: ReasoningField;
  readonly #frames = new Map<TokenKind, Frame[]>();

  constructor(plan: ReplyPlan, settings: ReplySettings) {
    const { request, id, createdSeconds } = plan;
    const object = request.dialect === "chat" ? "chat.completion.chunk" : "text_completion";
    this.#plan = plan;
    this.#head = `{"id":"${id}","object":"${object}","created":${createdSeconds},"model":${
      JSON.stringify(request.model)
    },"choices":[`;
    this.#reasoningField = settings.reasoningField;
    this.lineEnd = settings.crlf ? "\r\n" : "\n";
    this.lineEnds = this.lineEnd.repeat(2);
  }

  /** Encodes an event with tokens and nothing else, as parts to be sent one behind the other. */
  tokens(kind: TokenKind, choice: number, tokens: readonly Token[]): readonly Uint8Array[] {
    const { before, after } = this.#frame(kind, choice);
    const [only] = tokens;
    if (tokens.length === 1 && only !== undefined) return [before, only.bytes, after];
    return [before, ...tokens.map((token) => token.bytes), after];
  }

  /** Encodes an event with tokens and more. */
  tokensWith(
    kind: TokenKind,
    choice: number,
    extras: EventExtras & { readonly tokens: readonly Token[] },
  ): readonly Uint8Array[] {
    const [before, after] = this.#delta(kind, extras);
    const text = extras.tokens.map((token) => token.text).join("");
    return this.#choiceEvent(choice, before + JSON.stringify(text).slice(1, -1) + after, extras);
  }

  /** Encodes the event that names the tool. */
  toolName(choice: number, extras: EventExtras): readonly Uint8Array[] {
    const role = extras.hasRole === true ? '"role":"assistant",' : "";
    const call = `{"id":"call-${this.#plan.id}-${choice}","type":"function","index":0,"function":{"name":"search"}}`;
    return this.#choiceEvent(choice, `"delta":{${role}"content":null,"tool_calls":[${call}]}`, extras);
  }

  /** Encodes an event of a choice without tokens: the role, or nothing but the finish reason. */
  bare(choice: number, extras: EventExtras): readonly Uint8Array[] {
    if (this.#plan.request.dialect === "completion") return this.#choiceEvent(choice, '"text":""', extras);
    const role = extras.hasRole === true ? '"role":"assistant","content":""' : "";
    return this.#choiceEvent(choice, `"delta":{${role}}`, extras);
  }

  /** Encodes the usage event. */
  usage(usage: JsonObject): readonly Uint8Array[] {
    return this.record(`${this.#head}],"usage":${JSON.stringify(usage)}}`);
  }

  /** Encodes an event with any data. */
  record(data: string): readonly Uint8Array[] {
    return [encode(`data: ${data}${this.lineEnds}`)];
  }

  /** The beginning of an event's JSON, for a malformed one. */
  get brokenData(): string {
    return `${this.#head}{"index":0,"del`;
  }

  #choiceEvent(choice: number, delta: string, { finishReason, usage }: EventExtras): readonly Uint8Array[] {
    const finish = JSON.stringify(finishReason ?? null);
    const tail = usage === undefined ? "" : `,"usage":${JSON.stringify(usage)}`;
    return this.record(`${this.#head}{"index":${choice},${delta},"logprobs":null,"finish_reason":${finish}}]${tail}}`);
  }

  #frame(kind: TokenKind, choice: number): Frame {
    let frames = this.#frames.get(kind);
    if (frames === undefined) this.#frames.set(kind, frames = []);
    return frames[choice] ??= this.#makeFrame(kind, choice);
  }

  #makeFrame(kind: TokenKind, choice: number): Frame {
    const [before, after] = this.#delta(kind, {});
    return {
      before: encode(`data: ${this.#head}{"index":${choice},${before}`),
      after: encode(`${after},"logprobs":null,"finish_reason":null}]}${this.lineEnds}`),
    };
  }

  /** The JSON on both sides of the text. */
  #delta(kind: TokenKind, { hasRole }: EventExtras): readonly [string, string] {
    if (this.#plan.request.dialect === "completion") return ['"text":"', '"'];
    const role = hasRole === true ? '"role":"assistant",' : "";
    if (kind === "content") return [`"delta":{${role}"content":"`, '"}'];
    if (kind === "tool_call") return [`"delta":{${role}"tool_calls":[{"index":0,"function":{"arguments":"`, '"}}]}'];
    const [open, close] = REASONING[this.#reasoningField];
    return [`"delta":{${role}${open}`, `${close}}`];
  }
}
