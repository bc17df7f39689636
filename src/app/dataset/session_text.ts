import { isJsonObject, type JsonValue } from "../../core/json.ts";
import type { Session, Turn, TurnInput } from "../../core/session.ts";
import { readDataUrlSize } from "../../datasets/images/image_size.ts";

const MAX_CHARACTERS = 200;
const MAX_ITEMS = 4;

/** Shows a session in lines: each turn with its messages, texts shortened, images as their sizes. */
export function describeSession(session: Session, number: number): readonly string[] {
  const { turns, model, label, arrivalOffsetMs } = session;
  const facts = [
    ...(label === undefined ? [] : [`class ${label}`]),
    ...(model === undefined ? [] : [`model ${model}`]),
    ...(arrivalOffsetMs === undefined ? [] : [`due at ${arrivalOffsetMs} ms`]),
    ...(turns.length === 1 ? [] : [`${turns.length} turns`]),
  ];
  const head = facts.length === 0 ? `Session ${number}` : `Session ${number}: ${facts.join(", ")}`;
  return [head, ...turns.flatMap((turn, i) => describeTurn(turn, turns.length === 1 ? null : i + 1))];
}

function describeTurn({ input, maxTokens, waitBeforeMs }: Turn, number: number | null): readonly string[] {
  const notes = [
    ...(waitBeforeMs === undefined ? [] : [`after ${waitBeforeMs} ms`]),
    ...(maxTokens === undefined ? [] : [`at most ${maxTokens} tokens of reply`]),
  ];
  const lines = describeInput(input);
  const [first = "", ...others] = number === null ? lines : lines.map((line) => `  ${line}`);
  const top = number === null ? [] : [`  turn ${number}`];
  const end = notes.length === 0 ? [] : [`  (${notes.join(", ")})`];
  return [...top, first, ...others, ...end];
}

function describeInput(input: TurnInput): readonly string[] {
  switch (input.kind) {
    case "messages":
      return input.messages.flatMap(({ role, content, tool_calls: calls }) =>
        describeContent(String(role), content ?? calls ?? "")
      );
    case "text":
      return [`  text: ${shorten(input.text)}`];
    case "tokens":
      return [`  ${input.ids.length} token ids: ${shorten(input.ids.slice(0, 50).join(" "))}`];
    case "body":
      return [`  body: ${shorten(JSON.stringify(input.body))}`];
    case "texts":
      return listItems("text", input.texts);
    case "ranking":
      return [`  query: ${shorten(input.query)}`, ...listItems("document", input.documents)];
  }
}

function listItems(name: string, items: readonly JsonValue[]): readonly string[] {
  const lines = items.slice(0, MAX_ITEMS).map((item, i) => `  ${name} ${i + 1}: ${shorten(toText(item))}`);
  return items.length <= MAX_ITEMS ? lines : [...lines, `  … ${items.length - MAX_ITEMS} more`];
}

function describeContent(role: string, content: JsonValue): readonly string[] {
  if (!Array.isArray(content)) return [`  ${role}: ${shorten(toText(content))}`];
  return content.map((part: JsonValue) => `  ${role}: ${describePart(part)}`);
}

function describePart(part: JsonValue): string {
  if (!isJsonObject(part)) return shorten(toText(part));
  if (typeof part["text"] === "string") return shorten(part["text"]);
  const image = part["image_url"];
  const url = isJsonObject(image) ? image["url"] : image;
  return typeof url === "string" ? describeImage(url) : shorten(JSON.stringify(part));
}

/** An image as its size: nobody reads base64. */
function describeImage(url: string): string {
  const [, type, data] = /^data:([^;,]*);base64,(.*)$/s.exec(url) ?? [];
  if (type === undefined || data === undefined) return `image at ${shorten(url)}`;
  const size = readDataUrlSize(url);
  const pixels = size === null ? "image of unknown size" : `image ${size.widthPx} x ${size.heightPx}`;
  return `${pixels}, ${type}, ${Math.floor(data.length * 3 / 4)} bytes`;
}

function toText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const characters = [...line];
  if (characters.length <= MAX_CHARACTERS) return line;
  return `${characters.slice(0, MAX_CHARACTERS).join("")}… (${characters.length} characters)`;
}
