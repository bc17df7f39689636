import type { ReplyText } from "../../core/record.ts";
import type { ReplyNote } from "../../core/reply_notes.ts";
import { GatheredText } from "../reading/gathered_text.ts";
import type { TextKind } from "../scanning/scan_rules.ts";
import { isObject } from "./openai_event.ts";
import type { OpenAiChoice, OpenAiDelta } from "./openai_event.ts";
import { holdsAudio, readContent, readReasoning } from "./message_text.ts";
import { ToolCallGatherer } from "./tool_call_gatherer.ts";

/** Kinds of chunks that are output. */
export type OutputKind = "content" | "reasoning" | "tool_call" | "audio";

/** Gathers what one choice says from its pieces. */
export class MessageGatherer {
  readonly #content = new GatheredText();
  readonly #reasoning = new GatheredText();
  #toolCalls: ToolCallGatherer | null = null;
  /** Deltas have come: a `message` after them is the whole once more. */
  #hasDeltas = false;
  #hasAudio = false;

  /**
   * Adds what an event brings; `isLast` where it also ends the reply. Returns the kind of its output, `null` when it
   * brings none.
   */
  add({ delta, message, text }: OpenAiChoice, isLast: boolean = false): OutputKind | null {
    if (isObject(delta)) return this.#addDelta(delta, isLast);
    if (isObject(message)) return this.#hasDeltas ? this.#skipWhole(message) : this.#addPiece(message, isLast);
    return typeof text === "string" && this.#content.add(text, isLast) ? "content" : null;
  }

  /** The text that an event goes to which brings nothing else. */
  textOf(kind: TextKind): GatheredText {
    if (kind !== "text") this.#hasDeltas = true;
    return kind === "reasoning" ? this.#reasoning : this.#content;
  }

  /** Characters of content and reasoning so far. */
  get chars(): number {
    return this.#content.chars + this.#reasoning.chars;
  }

  /** Returns what has been gathered so far. */
  toReply(): ReplyText {
    return {
      content: this.#content.toString(),
      reasoning: this.#reasoning.toString(),
      toolCalls: this.#toolCalls?.toJson() ?? "",
    };
  }

  /** What was odd about the message. */
  notes(): ReplyNote[] {
    const notes: ReplyNote[] = [this.#content.note, this.#reasoning.note].filter((note) => note !== null);
    return this.#hasAudio ? [...notes, "audio"] : notes;
  }

  #addDelta(delta: OpenAiDelta, isLast: boolean): OutputKind | null {
    const kind = this.#addPiece(delta, isLast);
    if (kind !== null) this.#hasDeltas = true;
    return kind;
  }

  #skipWhole(message: OpenAiDelta): null {
    if (readContent(message) !== "") this.#content.setRepeated();
    return null;
  }

  #addPiece(delta: OpenAiDelta, isLast: boolean): OutputKind | null {
    const isContent = this.#content.add(readContent(delta), isLast);
    const isReasoning = this.#reasoning.add(readReasoning(delta), isLast);
    const isCall = this.#addToolCalls(delta);
    if (holdsAudio(delta)) this.#hasAudio = true;
    if (isContent) return "content";
    if (isReasoning) return "reasoning";
    if (isCall) return "tool_call";
    return holdsAudio(delta) ? "audio" : null;
  }

  #addToolCalls({ tool_calls: pieces, function_call: single }: OpenAiDelta): boolean {
    const list = Array.isArray(pieces) ? pieces : isObject(pieces) ? [pieces] : [];
    if (list.length > 0) return this.#calls().add(list);
    return isObject(single) && this.#calls().addFunctionCall(single);
  }

  #calls(): ToolCallGatherer {
    return this.#toolCalls ??= new ToolCallGatherer();
  }
}
