import { Buffer } from "node:buffer";
import { fixturePath, readFixture } from "./fixture_files.ts";

/** One recorded reply of a real server. */
export interface RecordedReply {
  readonly name: string;
  /** The whole reply as it came over the socket. */
  readonly raw: Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly contentType: string;
  /** The body without its chunk framing. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A line of the table in the recordings' README. */
export interface RecordedRow {
  readonly name: string;
  /** `data:` records, `null` for replies that are no streams. */
  readonly events: number | null;
  /** Completion tokens of the last usage. */
  readonly tokens: number | null;
  /** What came, in the table's own words: `{role}; {content} ×24; {} length; [DONE]`. */
  readonly what: string;
}

interface RecordingFile {
  readonly reads: readonly (readonly [number, string])[];
}

/** Reads the rows of the table whose replies are at hand. */
export function readRecordedRows(): readonly RecordedRow[] {
  const files = new Set([...Deno.readDirSync(fixturePath("recorded-streams"))].map(({ name }) => name));
  return Deno.readTextFileSync(fixturePath("recorded-streams/README.md")).split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((cells) => files.has(`${cells[1]}.json`))
    .map(([, name = "", , , , events = "", tokens = "", what = ""]) => ({
      name,
      events: events === "" ? null : Number(events),
      tokens: tokens === "" ? null : Number(tokens),
      what,
    }));
}

/** Loads a recorded reply. */
export function loadRecordedReply(name: string): RecordedReply {
  const { reads } = readFixture<RecordingFile>(`recorded-streams/${name}.json`);
  const raw = concat(reads.map(([, base64]) => new Uint8Array(Buffer.from(base64, "base64"))));
  const headEnd = latin1(raw).indexOf("\r\n\r\n") + 4;
  const head = latin1(raw.subarray(0, headEnd));
  const content = raw.slice(headEnd);
  return {
    name,
    raw,
    status: Number(head.split(" ")[1]),
    contentType: /^content-type: *([^;\r]*)/im.exec(head)?.[1] ?? "",
    body: /^transfer-encoding: *chunked/im.test(head) ? dechunk(content) : content,
  };
}

function dechunk(content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = latin1(content);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < text.length;) {
    const lineEnd = text.indexOf("\r\n", at);
    const size = parseInt(text.slice(at, lineEnd), 16);
    chunks.push(content.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return concat(chunks);
}

function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** One character a byte, so that offsets in text and bytes agree. */
function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
