import { createHash } from "node:crypto";
import type { JsonObject } from "../../core/json.ts";
import type { TableEvent, TrackerRun } from "../tracker.ts";

/** The colour of a run, for light and dark pages. */
export const COLOR = "#528d59";
/** As evalscope tells the framework; the job a run does. */
export const JOB_TYPE = "load-test";
/** The newest version of the official client whose protocol this is. */
export const CLIENT_VERSION = "0.10.3";

/** Makes the profile's options: each value with its place; nothing stands for `null`. */
export function toProfileConfig({ config }: TrackerRun): JsonObject {
  const entries = Object.entries(config).map(([name, value], sort) =>
    [name, { value: value ?? {}, desc: "", sort }] as const
  );
  return Object.fromEntries(entries);
}

/** Makes the file of a table with its name. */
export function toTableFile(
  { step, columns, rows }: TableEvent,
): { readonly name: string; readonly sha256: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  const rowData = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
  const content = { _swanLab: "table", colDefs: columns.map((field) => ({ field })), rowData };
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { name: `${String(step).padStart(3, "0")}-${sha256.slice(0, 8)}.json`, sha256, bytes };
}

/** The section of a figure: without it the service takes what stands before the first slash, such as of `req/s`. */
export function sectionOf(key: string): string {
  return key.startsWith("summary/") ? "summary" : "Performance";
}
