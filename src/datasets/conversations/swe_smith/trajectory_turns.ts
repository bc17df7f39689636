import { isJsonObject } from "../../../core/json.ts";
import type { Message, Turn } from "../../../core/session.ts";
import type { Tokenizer } from "../../../tokenizers/tokenizer.ts";
import { BadLineError, parseJsonLine } from "../../bad_lines.ts";
import { convergeToLength } from "../../prompts/converge.ts";
import type { TextLine } from "../../read_lines.ts";
import { toTurn } from "../turn_limits.ts";

/**
 * Reads what an agent was told: the texts of the messages of the user and of tools, in order. A trajectory is an array of
 * messages, an object that holds them as `messages`, or the JSON text of either.
 */
export function readInputTexts(line: TextLine): readonly string[] {
  const value = parseJsonLine(line);
  const held = isJsonObject(value) ? value["messages"] : value;
  const messages = typeof held === "string" ? parseJsonLine({ ...line, text: held }) : held;
  if (!Array.isArray(messages)) throw new BadLineError("has no array of messages");
  return messages.filter(isInput).map(readText).filter((text) => text !== "");
}

function isInput(message: unknown): boolean {
  return isJsonObject(message) && (message["role"] === "user" || message["role"] === "tool");
}

/** Content is text or an array of parts. */
function readText(message: Message): string {
  const content = message["content"];
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  const texts = content.map((part: unknown) =>
    isJsonObject(part) && typeof part["text"] === "string" ? part["text"] : ""
  );
  return texts.join("");
}

interface Cutting {
  readonly tokenizer: Tokenizer;
  /** Fills up where the cut end of a text comes out shorter. */
  readonly nextFiller: () => number;
}

/**
 * Cuts texts into turns of exactly so many tokens each (special tokens and chat template not counted): whole texts one
 * after the other as messages of the user, the last one cut, its rest dropped. `null`: there is not enough text.
 */
export function cutTurns(
  texts: readonly string[],
  targets: readonly number[],
  cutting: Cutting,
): readonly Turn[] | null {
  const rest = texts[Symbol.iterator]();
  const turns: Turn[] = [];
  for (const target of targets) {
    const contents = takeTokens(rest, target, cutting);
    if (contents === null) return null;
    turns.push(toTurn(contents.map((content) => ({ role: "user", content }))));
  }
  return turns;
}

function takeTokens(rest: Iterator<string>, target: number, { tokenizer, nextFiller }: Cutting): string[] | null {
  const contents: string[] = [];
  let missing = target;
  while (missing > 0) {
    const next = rest.next();
    if (next.done) return null;
    const ids = tokenizer.encode(next.value);
    const isWhole = ids.length <= missing;
    const cut = () => convergeToLength(tokenizer, missing, { ids: ids.slice(0, missing), nextFiller }).text;
    contents.push(isWhole ? next.value : cut());
    missing = isWhole ? missing - ids.length : 0;
  }
  return contents;
}
