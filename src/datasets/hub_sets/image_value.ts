import { Buffer } from "node:buffer";
import { DataError, reasonOf } from "../../core/errors.ts";
import { sniffImageType, toDataUrl } from "../images/data_url.ts";
import type { PlacedRecord } from "./table_sessions.ts";

/** Where an image stands, and how files that are named by it are found. */
export interface ImagePlace {
  readonly record: PlacedRecord;
  /** Finds the local path of a file that the record names. */
  readonly findFile: (name: string) => string | Promise<string>;
}

/**
 * Makes the address of an image: of bytes, of an object with `bytes` or `path` as in Parquet files of Hugging Face, of
 * the path of a file, or of an address that is one already. `null` where there is no image.
 */
export async function toImageUrl(value: unknown, place: ImagePlace): Promise<string | null> {
  if (value === null || value === undefined || value === "") return null;
  if (value instanceof Uint8Array) return encode(value, place);
  if (typeof value === "string") return await fromText(value, place);
  if (typeof value !== "object") throw toError(place, `${typeof value} is no image`);
  const { bytes, path } = value as { bytes?: unknown; path?: unknown };
  return bytes instanceof Uint8Array ? encode(bytes, place) : await toImageUrl(path, place);
}

async function fromText(text: string, place: ImagePlace): Promise<string> {
  if (/^(data:image\/|https?:\/\/)/.test(text)) return text;
  // Some tables hold images as base64 without saying so; no path is as long.
  if (text.length > 1000) return encode(Buffer.from(text, "base64"), place);
  const path = await place.findFile(text);
  try {
    return encode(await Deno.readFile(path), place);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw toError(place, `cannot read "${path}": ${reasonOf(cause)}`);
  }
}

function encode(bytes: Uint8Array, place: ImagePlace): string {
  const type = sniffImageType(bytes);
  if (type === null) throw toError(place, "its image is in no known format");
  return toDataUrl(bytes, type);
}

function toError({ record }: ImagePlace, reason: string): DataError {
  return new DataError(`Cannot use record ${record.number} of "${record.path}": ${reason}`);
}
