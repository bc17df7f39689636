import type { ReplyText } from "../../core/record.ts";
import { isObject } from "./openai_event.ts";
import type { OpenAiChoice, OpenAiDelta } from "./openai_event.ts";
import { readContent, readReasoning } from "./message_text.ts";
import { ToolCallGatherer } from "./tool_call_gatherer.ts";

/** Kinds of chunks that are output. */
export type OutputKind = "content" | "reasoning" | "tool_call";

/** Gathers what one choice says from its pieces; text grows as ropes, without copies. */
export class MessageGatherer {
  #content = "";
  #reasoning = "";
  #toolCalls: ToolCallGatherer | null = null;

  /** Adds what an event brings; returns the kind of its output, `null` when it brings none. */
  add({ delta, message, text }: OpenAiChoice): OutputKind | null {
    const piece = delta ?? message;
    if (isObject(piece)) return this.#addDelta(piece);
    if (typeof text !== "string" || text === "") return null;
    this.#content += text;
    return "content";
  }

  /** Returns what has been gathered so far. */
  toReply(): ReplyText {
    return { content: this.#content, reasoning: this.#reasoning, toolCalls: this.#toolCalls?.toJson() ?? "" };
  }

  #addDelta(delta: OpenAiDelta): OutputKind | null {
    const content = readContent(delta);
    const reasoning = readReasoning(delta);
    const isCall = this.#addToolCalls(delta);
    if (reasoning !== "") this.#reasoning += reasoning;
    if (content !== "") this.#content += content;
    if (content !== "") return "content";
    if (reasoning !== "") return "reasoning";
    return isCall ? "tool_call" : null;
  }

  #addToolCalls({ tool_calls: pieces, function_call: single }: OpenAiDelta): boolean {
    if (Array.isArray(pieces) && pieces.length > 0) return this.#calls().add(pieces);
    return isObject(single) && this.#calls().addFunctionCall(single);
  }

  #calls(): ToolCallGatherer {
    return this.#toolCalls ??= new ToolCallGatherer();
  }
}
