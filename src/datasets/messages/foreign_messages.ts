import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Message } from "../../core/session.ts";
import { BadLineError } from "../bad_lines.ts";

/** Who speaks, as published conversations call them, and as services know them. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ...["user", "human", "prompter", "question", "customer", "student", "usr"].map((name) => [name, "user"] as const),
  ...[
    "assistant",
    "gpt",
    "chatgpt",
    "gpt4",
    "bing",
    "bard",
    "model",
    "bot",
    "ai",
    "claude",
    "chatbot",
    "answer",
    "output",
    "agent",
  ].map((name) => [name, "assistant"] as const),
  ["system", "system"],
  ["developer", "developer"],
  ["tool", "tool"],
  ...["function", "function_response", "function_result", "observation", "ipython", "tool_response", "tool_result"].map(
    (name) => [name, "tool"] as const,
  ),
  ...["function_call", "tool_call"].map((name) => [name, "assistant"] as const),
]);

/** Members of a message that services know; tables add languages, countries, scores and addresses of their own. */
const MEMBERS = ["role", "content", "name", "tool_calls", "tool_call_id", "refusal", "reasoning_content"] as const;

/** Names under which tables keep who speaks and what is said. */
const SPEAKERS = ["role", "from", "speaker", "author"] as const;
const TEXTS = ["content", "value", "text", "message", "utterance"] as const;

/** Pairs of a question and its answer in one object. */
const PAIRS = [["human", "assistant"], ["user", "assistant"], ["user", "bot"], ["input", "output"], [
  "question",
  "answer",
]] as const;

/**
 * Makes chat messages of a list in a table: messages with `role` and `content`, those of ShareGPT with `from` and
 * `value`, pairs such as `{human, assistant}`, or plain texts that take turns. Roles become those that services know,
 * members that none knows are left out. Answers at the start and at the end are, too: services take no such thing, and
 * the last one is what they are asked for. Throws `BadLineError` where nothing is left to ask.
 */
export function toMessages(values: readonly unknown[]): readonly Message[] {
  const messages = toAllMessages(values);
  const first = messages.findIndex(({ role }) => role === "user");
  if (first < 0) throw new BadLineError(values.length === 0 ? "has no messages" : "has no message of a user");
  const opening = messages.slice(0, first).filter(({ role }) => role === "system" || role === "developer");
  const last = messages.findLastIndex(({ role }) => role !== "assistant");
  return [...opening, ...messages.slice(first, last + 1)];
}

/** Makes chat messages as `toMessages` does, with the answers that stand at the start and at the end. */
export function toAllMessages(values: readonly unknown[]): readonly Message[] {
  return values.flatMap((value, index) => toMessagesOf(toJson(value), index));
}

function toMessagesOf(value: JsonValue, index: number): readonly Message[] {
  if (typeof value === "string") return [{ role: index % 2 === 0 ? "user" : "assistant", content: value }];
  if (Array.isArray(value) && value.every((text) => typeof text === "string")) {
    return value.map((text, at) => ({ role: at % 2 === 0 ? "user" : "assistant", content: text }));
  }
  if (!isJsonObject(value)) throw new BadLineError(`has as message ${index + 1} what is neither an object nor text`);
  return toPair(value) ?? [toMessage(value, index)];
}

function toPair(value: JsonObject): readonly Message[] | null {
  if (SPEAKERS.some((name) => typeof value[name] === "string")) return null;
  const pair = PAIRS.find(([question]) => typeof value[question] === "string");
  if (pair === undefined) return null;
  const [question, answer] = pair;
  const asked = { role: "user", content: value[question] ?? "" };
  return typeof value[answer] === "string" ? [asked, { role: "assistant", content: value[answer] }] : [asked];
}

function toMessage(value: JsonObject, index: number): Message {
  const place = `message ${index + 1}`;
  const speaker = SPEAKERS.map((name) => value[name]).find((name) => typeof name === "string");
  if (typeof speaker !== "string" || speaker === "") throw new BadLineError(`does not say who speaks in ${place}`);
  const role = ROLES.get(speaker.toLowerCase().trim());
  if (role === undefined) throw new BadLineError(`has the unknown role "${speaker}" in ${place}`);
  const content = TEXTS.map((name) => value[name]).find((text) => typeof text === "string" || Array.isArray(text));
  const known = pickKnown(value);
  const message = { ...known, role: fitRole(role, known), ...(content === undefined ? {} : { content }) };
  checkContent(message, place);
  return message;
}

function pickKnown(value: JsonObject): JsonObject {
  const known: Record<string, JsonValue> = {};
  for (const name of MEMBERS) {
    const member = value[name];
    if (isSaid(member)) known[name] = member;
  }
  return known;
}

/** Tables with columns fill up what a message does not have. */
function isSaid(member: JsonValue | undefined): member is JsonValue {
  return member !== undefined && member !== null && member !== "" && !(Array.isArray(member) && member.length === 0);
}

/** What a tool said can only be sent as such beside the call that it answers. */
function fitRole(role: string, known: JsonObject): string {
  return role === "tool" && known["tool_call_id"] === undefined ? "user" : role;
}

function checkContent({ role, content, tool_calls: calls }: JsonObject, place: string): void {
  const isEmpty = content === undefined || (typeof content === "string" && content.trim() === "");
  if (isEmpty && role !== "assistant") throw new BadLineError(`has no text in ${place}`);
  if (content === undefined && calls === undefined) throw new BadLineError(`has neither text nor calls in ${place}`);
}

/** Tables hold whole numbers as big ones, which JSON does not know. */
function toJson(value: unknown): JsonValue {
  return JSON.parse(
    JSON.stringify(value, (_, member) => typeof member === "bigint" ? Number(member) : member) ?? "null",
  );
}
