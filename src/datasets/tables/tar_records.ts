import { createTarDecoder } from "modern-tar";
import { DataError, reasonOf } from "../../core/errors.ts";
import { readFileBytes } from "../bytes/file_bytes.ts";
import type { TableRecord } from "./table_record.ts";

/** One file of an archive. */
interface ArchiveFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a tar archive in the form of WebDataset as a stream: files that follow each other and have the same name up to
 * its first dot are a record, by the rest of their names (`000.jpg` and `000.txt` are `{jpg, txt}`). Text and JSON files
 * are decoded, others stay bytes.
 */
export async function* readTarRecords(path: string): AsyncGenerator<TableRecord> {
  let number = 0;
  let key: string | null = null;
  let value: Record<string, unknown> = {};
  for await (const { name, bytes } of readFiles(path)) {
    const [, stem = "", field = ""] = /^((?:.*\/)?[^./][^./]*)\.([^/]+)$/.exec(name) ?? [];
    if (stem === "") continue;
    if (key !== null && key !== stem) {
      yield { number: ++number, value };
      value = {};
    }
    key = stem;
    value[field.toLowerCase()] = decode(field.toLowerCase(), bytes, `"${name}" in "${path}"`);
  }
  if (key !== null) yield { number: ++number, value };
}

async function* readFiles(path: string): AsyncGenerator<ArchiveFile> {
  let done = 0;
  try {
    const bytes = ReadableStream.from(readFileBytes(path));
    for await (const { header, body } of bytes.pipeThrough(createTarDecoder({ strict: true }))) {
      done++;
      if (header.type !== "file") await body.cancel();
      else yield { name: header.name, bytes: new Uint8Array(await new Response(body).arrayBuffer()) };
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = reasonOf(cause);
    throw new DataError(`Cannot read "${path}": it is no tar archive behind entry ${done}: ${reason}`, { cause });
  }
}

function decode(field: string, bytes: Uint8Array, place: string): unknown {
  const extension = field.slice(field.lastIndexOf(".") + 1);
  if (extension !== "txt" && extension !== "json" && extension !== "cls") return bytes;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return extension === "json" ? JSON.parse(text) : text;
  } catch (cause) {
    throw new DataError(`Cannot read ${place}: ${reasonOf(cause)}`, { cause });
  }
}
