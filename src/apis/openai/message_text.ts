import { textOf } from "../../core/json.ts";
import { isObject } from "./openai_event.ts";
import type { OpenAiDelta } from "./openai_event.ts";

interface AudioPiece {
  readonly data?: unknown;
  readonly transcript?: unknown;
}

interface ContentPart {
  readonly text?: unknown;
  readonly thinking?: unknown;
  readonly summary?: unknown;
}

/**
 * Returns the text that a delta or message adds to the answer: `content` (text, a number, parts), else `text`, else a
 * `refusal`, else what its sound says.
 */
export function readContent({ content, text, refusal, audio }: OpenAiDelta): string {
  if (typeof content === "string" && content !== "") return content;
  if (typeof content === "number") return String(content);
  if (Array.isArray(content)) {
    return content.map((part) => typeof part === "string" ? part : joinParts([part], (one) => one.text)).join("");
  }
  if (isObject(content)) return joinParts([content], (one) => one.text);
  return textOf(text) || textOf(refusal) || (isObject(audio) ? textOf((audio as AudioPiece).transcript) : "");
}

/** Tells whether a delta or message brings sound. */
export function holdsAudio({ audio }: OpenAiDelta): boolean {
  return isObject(audio) && textOf((audio as AudioPiece).data) !== "";
}

/**
 * Returns the text that a delta or message adds to the reasoning. Services name it `reasoning_content`, `reasoning`,
 * `reasoning_text`, `thinking` or `reasoning_details`, some fill two with the same text; parts of `content` may hold
 * `thinking`.
 */
export function readReasoning(delta: OpenAiDelta): string {
  const named = textOf(delta.reasoning_content) || textOf(delta.reasoning) || textOf(delta.reasoning_text) ||
    textOf(delta.thinking);
  if (named !== "") return named;
  if (Array.isArray(delta.reasoning_details)) {
    return joinParts(delta.reasoning_details, ({ text, summary }) => text ?? summary);
  }
  return Array.isArray(delta.content) ? joinParts(delta.content, ({ thinking }) => thinking) : "";
}

function joinParts(parts: readonly unknown[], pick: (part: ContentPart) => unknown): string {
  return parts.map((part) => isObject(part) ? flatten(pick(part)) : "").join("");
}

/** The thinking of a part is text, or parts again. */
function flatten(value: unknown): string {
  return Array.isArray(value) ? joinParts(value, ({ text }) => text) : textOf(value);
}
