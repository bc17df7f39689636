import type { JsonObject } from "../../core/json.ts";
import { ApiError } from "../http/api_error.ts";

/** Reads a number of a body; `null` where it is missing. */
export function readNumber(body: JsonObject, key: string, min: number = -Infinity): number | null {
  const value = body[key];
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && value >= min) return value;
  throw new ApiError(400, `${key} must be a number${min === -Infinity ? "" : ` of at least ${min}`}`);
}

/** Reads a text or a list of texts; an empty list where it is missing. */
export function readTexts(body: JsonObject, key: string): readonly string[] {
  const value = body[key];
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  if (list.every((item) => typeof item === "string")) return list;
  throw new ApiError(400, `${key} must be a text or a list of texts`);
}
