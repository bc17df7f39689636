import { isJsonObject } from "../../core/json.ts";
import { toChoiceList } from "../reading/choice_list.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { ReplyText } from "../../core/record.ts";
import { MessageGatherer } from "../openai/message_gatherer.ts";
import type { OutputKind } from "../openai/message_gatherer.ts";
import type { OpenAiChoice } from "../openai/openai_event.ts";

/** Gathers the message of choice 0, whatever way its events bring it. */
export interface MessageLog {
  /** Takes the choice of an event; returns the kind of what it added, `null` when it added nothing. */
  add(choice: OpenAiChoice): OutputKind | null;
  toReply(): ReplyText;
}

/** Creates the log for a request: `incremental_output: true` in its body says that each event brings a piece. */
export function createMessageLog(requestBody: Uint8Array): MessageLog {
  return asksForPieces(requestBody) ? new MessageGatherer() : new GrowingMessage();
}

function asksForPieces(requestBody: Uint8Array): boolean {
  const body = parse(new TextDecoder().decode(requestBody));
  return isJsonObject(body) && isJsonObject(body.parameters) && body.parameters.incremental_output === true;
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // A recording's stand-in: nothing is known of the request.
    return undefined;
  }
}

/**
 * Each event brings the whole message so far, and what is new is the difference. Some models send pieces all the same:
 * text that does not go on from what was there is a piece.
 */
class GrowingMessage implements MessageLog {
  #reply: ReplyText = { content: "", reasoning: "", toolCalls: "" };

  add(choice: OpenAiChoice): OutputKind | null {
    const event = new MessageGatherer();
    event.add(choice);
    const { content, reasoning, toolCalls } = event.toReply();
    const before = this.#reply;
    this.#reply = {
      content: grow(before.content, content),
      reasoning: grow(before.reasoning, reasoning),
      toolCalls: toolCalls === "" ? before.toolCalls : toolCalls,
    };
    if (this.#reply.content !== before.content) return "content";
    if (this.#reply.reasoning !== before.reasoning) return "reasoning";
    return this.#reply.toolCalls === before.toolCalls ? null : "tool_call";
  }

  toReply(): ReplyText {
    return this.#reply;
  }
}

function grow(before: string, event: string): string {
  return event.startsWith(before) ? event : before + event;
}

/** Returns choice 0 of an event; the older form has its text beside `finish_reason` instead of choices. */
export function toChoices(output: JsonObject): readonly unknown[] {
  const choices = toChoiceList(output.choices);
  if (choices.length > 0) return choices;
  return typeof output.text === "string" ? [{ text: output.text, finish_reason: output.finish_reason ?? null }] : [];
}
