import { isJsonObject, textOf } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { ReplyText } from "../../core/record.ts";

interface FunctionCall {
  readonly id: string;
  name: string;
  arguments: string;
}

/** Gathers what a response says: text and reasoning, and function calls by their items. */
export class ResponsesOutput {
  #content = "";
  #reasoning = "";
  readonly #calls = new Map<string, FunctionCall>();

  /** Whether nothing has been said so far. */
  get isEmpty(): boolean {
    return this.#content === "" && this.#reasoning === "" && this.#calls.size === 0;
  }

  addContent(text: string): void {
    this.#content += text;
  }

  addReasoning(text: string): void {
    this.#reasoning += text;
  }

  /** Adds a piece of a call's arguments. */
  addArguments(itemId: string, text: string): void {
    this.#callOf(itemId).arguments += text;
  }

  /** Takes the name of a call, and its arguments where no pieces came; tells whether they did so. */
  addCallItem(item: JsonObject): boolean {
    const call = this.#callOf(textOf(item.id), textOf(item.call_id));
    call.name = textOf(item.name);
    if (call.arguments !== "") return false;
    call.arguments = textOf(item.arguments ?? item.input);
    return call.arguments !== "";
  }

  /** Takes the items of a whole response. */
  addItems(items: readonly JsonValue[]): void {
    for (const item of items.filter(isJsonObject)) {
      if (isCallItem(item)) this.addCallItem(item);
      else if (item.type === "reasoning") this.addReasoning(joinTexts(item.content) || joinTexts(item.summary));
      else this.addContent(joinTexts(item.content));
    }
  }

  /** Returns what has been gathered so far. */
  toReply(): ReplyText {
    const calls = [...this.#calls.values()];
    return {
      content: this.#content,
      reasoning: this.#reasoning,
      toolCalls: calls.length === 0 ? "" : JSON.stringify(calls),
    };
  }

  #callOf(itemId: string, callId: string = itemId): FunctionCall {
    const known = this.#calls.get(itemId);
    if (known !== undefined) return known;
    const call = { id: callId, name: "", arguments: "" };
    this.#calls.set(itemId, call);
    return call;
  }
}

/** Tells whether an item is a call of a tool that the client is to run. */
export function isCallItem({ type }: JsonObject): boolean {
  return type === "function_call" || type === "custom_tool_call";
}

function joinTexts(parts: JsonValue | undefined): string {
  if (typeof parts === "string") return parts;
  if (!Array.isArray(parts)) return "";
  return parts.map((part: JsonValue) => isJsonObject(part) ? textOf(part.text) || textOf(part.refusal) : "").join("");
}
