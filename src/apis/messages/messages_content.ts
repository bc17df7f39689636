import type { ChunkKind } from "../../core/chunk_kind.ts";
import type { JsonObject } from "../../core/json.ts";
import { isJsonObject, textOf } from "../../core/json.ts";
import type { ReplyText } from "../../core/record.ts";
import type { ReplyNote } from "../../core/reply_notes.ts";

interface ToolUse {
  id: string;
  name: string;
  arguments: string;
}

/** The members of blocks and of their pieces that hold text. */
const TEXTS = ["text", "thinking"] as const;

interface Opening {
  readonly name: typeof TEXTS[number];
  readonly text: string;
  /** How much of it pieces have said again. */
  saidChars: number;
}

/** Gathers what a message says from its content blocks. */
export class MessagesContent {
  #text = "";
  #thinking = "";
  readonly #calls = new Map<number, ToolUse>();
  /** The text that a block was opened with, as long as its pieces say it again: some services do. */
  #opening: Opening | null = null;
  #isRepeated = false;

  /** Takes a block at its start, or a whole one; returns the kind of its output. */
  open(index: number, block: JsonObject): ChunkKind {
    if (block.type === "tool_use") return this.#openCall(index, block);
    this.#giveBack();
    const name = TEXTS.find((one) => textOf(block[one]) !== "");
    this.#opening = name === undefined ? null : { name, text: textOf(block[name]), saidChars: 0 };
    return this.#addText(block);
  }

  /** Takes a piece of a block; returns the kind of its output. Signatures and citations are none. */
  add(index: number, delta: JsonObject): ChunkKind {
    if (delta.type !== "input_json_delta") return this.#repeatsOpening(delta) ? "other" : this.#addText(delta);
    const piece = textOf(delta.partial_json);
    this.#callAt(index).arguments += piece;
    return piece === "" ? "other" : "tool_call";
  }

  /** Returns what has been gathered so far. */
  toReply(): ReplyText {
    this.#giveBack();
    // A call without arguments has an empty input and no pieces.
    const calls = [...this.#calls.values()].map((call) => ({ ...call, arguments: call.arguments || "{}" }));
    return {
      content: this.#text,
      reasoning: this.#thinking,
      toolCalls: calls.length === 0 ? "" : JSON.stringify(calls),
    };
  }

  /** What was odd about the content. */
  notes(): ReplyNote[] {
    return this.#isRepeated ? ["repeated_text"] : [];
  }

  #repeatsOpening(delta: JsonObject): boolean {
    const opening = this.#opening;
    if (opening === null) return false;
    const piece = textOf(delta[opening.name]);
    if (piece === "" || !opening.text.startsWith(piece, opening.saidChars)) {
      this.#giveBack();
      return false;
    }
    opening.saidChars += piece.length;
    if (opening.saidChars < opening.text.length) return true;
    this.#opening = null;
    this.#isRepeated = true;
    return true;
  }

  /** Pieces that only began as the opening did were no repetition. */
  #giveBack(): void {
    const opening = this.#opening;
    this.#opening = null;
    if (opening !== null) this.#addText({ [opening.name]: opening.text.slice(0, opening.saidChars) });
  }

  #addText({ text, thinking }: JsonObject): ChunkKind {
    this.#text += textOf(text);
    this.#thinking += textOf(thinking);
    if (textOf(text) !== "") return "content";
    return textOf(thinking) === "" ? "other" : "reasoning";
  }

  /** A stream opens a call with an empty input and sends it in pieces; a whole body has it here. */
  #openCall(index: number, { id, name, input }: JsonObject): ChunkKind {
    const call = this.#callAt(index);
    call.id = textOf(id);
    call.name = textOf(name);
    if (!isJsonObject(input) || Object.keys(input).length === 0) return "other";
    call.arguments = JSON.stringify(input);
    return "tool_call";
  }

  #callAt(index: number): ToolUse {
    const known = this.#calls.get(index) ?? { id: "", name: "", arguments: "" };
    this.#calls.set(index, known);
    return known;
  }
}
