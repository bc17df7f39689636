import { DataError } from "../../core/errors.ts";
import type { Message, Session, Turn, TurnInput } from "../../core/session.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";

/** Makes the session of one prompt: a chat message, or plain text where no chat template is applied. */
export function toPromptSession(prompt: string, applyChatTemplate: boolean): Session {
  if (!applyChatTemplate) return toSession({ kind: "text", text: prompt });
  return toSession({ kind: "messages", messages: [{ role: "user", content: prompt }] });
}

/** Makes a session of one turn. */
export function toSession(input: TurnInput): Session {
  return { turns: [{ input }] };
}

/**
 * Replaces the text of a session by token ids: messages go through the chat template with the generation prompt, plain
 * text is encoded without special tokens. Whole bodies stay as they are, and so do messages without a template.
 */
export function toTokenSession(session: Session, tokenizer: Tokenizer): Session {
  return { ...session, turns: session.turns.map((turn) => toTokenTurn(turn, tokenizer)) };
}

function toTokenTurn(turn: Turn, tokenizer: Tokenizer): Turn {
  const text = readText(turn.input, tokenizer);
  if (text === null) return turn;
  const ids = tokenizer.encode(text);
  return { ...turn, input: { kind: "tokens", ids }, promptTokens: ids.length };
}

function readText(input: TurnInput, { chatTemplate }: Tokenizer): string | null {
  if (input.kind === "text") return input.text;
  if (input.kind !== "messages") return null;
  const rendered = renderMessages(input.messages, chatTemplate);
  if (rendered !== null) return rendered;
  const contents = input.messages.map((message) => message["content"]);
  return contents.every((content) => typeof content === "string") ? contents.join("\n") : null;
}

/** `null` where there is no template, or it refuses these messages (some know no system prompt). */
function renderMessages(messages: readonly Message[], chatTemplate: Tokenizer["chatTemplate"]): string | null {
  try {
    return chatTemplate?.render(messages, { addGenerationPrompt: true }) ?? null;
  } catch (cause) {
    if (cause instanceof DataError) return null;
    throw cause;
  }
}
