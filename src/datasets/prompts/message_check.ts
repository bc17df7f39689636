import { isJsonObject } from "../../core/json.ts";

/** Finds what is wrong with a list of chat messages, in words; `null`: nothing. */
export function findMessageFault(values: readonly unknown[]): string | null {
  if (values.length === 0) return "the array of messages is empty";
  for (const [index, value] of values.entries()) {
    const fault = findFault(value);
    if (fault !== null) return `message ${index + 1} ${fault}`;
  }
  return null;
}

function findFault(value: unknown): string | null {
  if (!isJsonObject(value)) return "is not an object";
  if (typeof value["role"] !== "string" || value["role"] === "") return 'has no text "role"';
  const content = value["content"];
  if (typeof content === "string" || Array.isArray(content)) return null;
  // An assistant's message that only calls tools has no content.
  const isMissing = content === undefined || content === null;
  if (isMissing && Object.keys(value).length > 1) return null;
  return isMissing ? 'has no "content"' : 'has a "content" that is neither text nor an array of parts';
}
