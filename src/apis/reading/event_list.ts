import { isJsonObject } from "../../core/json.ts";
import type { ReplyReader } from "../dialect.ts";

/**
 * Returns what a reader is to be given of the data of an event, a line or a body: some gateways gather several events
 * as a JSON array. What is no array of two objects or more is one event, as it stands.
 */
export function eventsFor({ takesLists }: ReplyReader, data: string): readonly string[] {
  if (takesLists === true || !data.trimStart().startsWith("[")) return [data];
  const list = parseList(data);
  return list.length > 1 && list.every(isJsonObject) ? list.map((event) => JSON.stringify(event)) : [data];
}

function parseList(data: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(data);
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // The end mark `[DONE]`, or a fault that the reader tells.
  }
}
