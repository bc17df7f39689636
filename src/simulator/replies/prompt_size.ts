import { isJsonObject } from "../../core/json.ts";

/** What an image or another part without text counts, in tokens. */
const TOKENS_PER_PART = 256;
/** A usual mean of tokenizers for English text. */
const CHARS_PER_TOKEN = 4;

/** Estimates the tokens of text: a quarter of its characters. */
export function countTextTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

/** Counts the prompt tokens of a chat: the text of all messages, and a fixed number for other parts. */
export function countChatTokens(messages: readonly unknown[]): number {
  let count = 0;
  for (const message of messages) {
    const content = isJsonObject(message) ? message.content : null;
    if (typeof content === "string") count += countTextTokens(content);
    else if (Array.isArray(content)) count += content.reduce<number>((sum, part) => sum + countPart(part), 0);
  }
  return Math.max(1, count);
}

/** Splits the `prompt` (or `input`) of a request into single prompts: text or token ids, one or many. */
export function toPrompts(prompt: unknown): readonly (string | readonly number[])[] | null {
  if (typeof prompt === "string") return [prompt];
  if (!Array.isArray(prompt) || prompt.length === 0) return null;
  const entries: readonly unknown[] = prompt;
  if (isTokenIds(entries)) return [entries];
  const prompts: (string | readonly number[])[] = [];
  for (const entry of entries) {
    if (typeof entry === "string" || isTokenIds(entry)) prompts.push(entry);
    else return null;
  }
  return prompts;
}

/** Counts the tokens of prompts: ids exactly, text by estimate. */
export function countPromptTokens(prompts: readonly (string | readonly number[])[]): number {
  const count = prompts.reduce<number>(
    (sum, prompt) => sum + (typeof prompt === "string" ? countTextTokens(prompt) : prompt.length),
    0,
  );
  return Math.max(1, count);
}

function countPart(part: unknown): number {
  if (!isJsonObject(part)) return 0;
  return typeof part.text === "string" ? countTextTokens(part.text) : TOKENS_PER_PART;
}

function isTokenIds(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === "number");
}
