import { DataError } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Session } from "../../core/session.ts";
import { toImageSession } from "../images/image_session.ts";
import { toImageUrl } from "./image_value.ts";
import type { PlacedRecord } from "./table_sessions.ts";

/** Where a record has its image and its text. */
export interface CaptionFields {
  /** The first of these columns that is there holds the image. */
  readonly images: readonly string[];
  /** The first of these columns that is there holds the text. */
  readonly texts: readonly string[];
  /** Sent where the text is empty or missing. */
  readonly defaultText: string;
  /** Finds files that records name; beside the table when left out. */
  readonly findFile?: (name: string, record: PlacedRecord) => string | Promise<string>;
}

/** Makes sessions of one image and one text. */
export function createCaptionReader(fields: CaptionFields): (record: PlacedRecord) => Promise<Session> {
  const findFile = fields.findFile ?? findBeside;
  return async (record) => {
    const { value } = record;
    const first = (keys: readonly string[]): unknown => {
      if (typeof value !== "object" || value === null) return undefined;
      const entries: Readonly<Record<string, unknown>> = { ...value };
      return keys.map((key) => entries[key]).find((member) => member !== undefined && member !== null);
    };
    const image = await toImageUrl(first(fields.images), { record, findFile: (name) => findFile(name, record) });
    if (image === null) throw toMissingError(record, fields);
    const text = first(fields.texts);
    const trimmed = typeof text === "string" ? text.trim() : "";
    return toImageSession(trimmed === "" ? fields.defaultText : trimmed, [image]);
  };
}

/** Finds a file by its name relative to the folder of the table. */
export function findBeside(name: string, { path }: PlacedRecord): string {
  return path.replace(/[^/\\]*$/, name);
}

function toMissingError({ number, path, value }: PlacedRecord, { images }: CaptionFields): DataError {
  const columns = isJsonObject(value) ? Object.keys(value).join(", ") : "none";
  return new DataError(`Cannot use record ${number} of "${path}": it has no image under ${images.join(" or ")}`, {
    hint: `Its columns are ${columns}`,
  });
}
