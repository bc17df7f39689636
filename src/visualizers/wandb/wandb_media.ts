import { createHash } from "node:crypto";
import type { JsonObject } from "../../core/json.ts";
import type { TableEvent } from "../tracker.ts";
import type { StoredFile } from "./wandb_api.ts";

/** A file of a run with the value by which lines and the summary point at it. */
export interface WandbMedia {
  readonly file: StoredFile;
  readonly value: JsonObject;
}

/** Makes the file of a table. */
export function toTableMedia({ name, step, columns, rows }: TableEvent): WandbMedia {
  const bytes = new TextEncoder().encode(JSON.stringify({ columns, data: rows }));
  const sha256 = hash(bytes);
  const path = `media/table/${toPathName(name)}_${step}_${sha256.slice(0, 20)}.table.json`;
  const counts = { nrows: rows.length, ncols: columns.length };
  const value = { _type: "table-file", path, sha256, size: bytes.length, ...counts, log_mode: "IMMUTABLE" };
  return { file: [path, bytes], value };
}

/** Makes the file of a page. */
export function toPageMedia(name: string, step: number, bytes: Uint8Array<ArrayBuffer>): WandbMedia {
  const sha256 = hash(bytes);
  const path = `media/html/${toPathName(name)}_${step}_${sha256.slice(0, 20)}.html`;
  return { file: [path, bytes], value: { _type: "html-file", path, sha256, size: bytes.length } };
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Without its ending: the kind of file has one of its own. */
function toPathName(name: string): string {
  return name.replace(/\.html$/, "").replaceAll(/[^\w.-]/g, "_");
}
