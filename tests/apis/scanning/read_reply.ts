import { ChunkLog } from "../../../src/apis/chunk_log.ts";
import type { ReplyReader } from "../../../src/apis/dialect.ts";
import { OpenAiReader } from "../../../src/apis/openai/openai_reader.ts";
import { ReplyCollector } from "../../../src/apis/reply_collector.ts";
import { TemplateMemory } from "../../../src/apis/scanning/template_memory.ts";

/** What a stream was read as, stamps included, and how many of its events were parsed. */
export interface ReadReply {
  readonly facts: object;
  readonly parsed: number;
}

/** Some of the recorded streams have two choices. */
const SEVERAL = new TextEncoder().encode('{"n":2}');

/** Reads the pieces of a stream, a read each, 1 ms apart; events are known by `templates`, `null`: all are parsed. */
export function readReply(pieces: readonly Uint8Array[], templates: TemplateMemory | null): ReadReply {
  const reader = new OpenAiReader(SEVERAL);
  let parsed = 0;
  const counting: ReplyReader = {
    readEvent(data, name) {
      parsed++;
      return reader.readEvent(data, name);
    },
    readBody: (text) => reader.readBody(text),
    end: (isComplete) => reader.end(isComplete),
    ...(templates === null ? {} : { shortcut: reader.shortcut }),
  };
  const log = new ChunkLog();
  const form = { framing: "sse", isStream: true, templates: templates ?? new TemplateMemory() } as const;
  const collector = new ReplyCollector(counting, log, form);
  collector.onHeaders(200, "text/event-stream");
  // One buffer for all reads, as a transport may use it.
  const buffer = new Uint8Array(Math.max(1, ...pieces.map(({ length }) => length)) + 3);
  for (const [index, piece] of pieces.entries()) {
    const at = index % 3;
    buffer.set(piece, at);
    collector.onBytes(buffer.subarray(at, at + piece.length), index + 1);
    buffer.fill(0);
  }
  const state = collector.end(true);
  return { facts: { ...state, chunks: log.take(), coalescedReads: collector.coalescedReads }, parsed };
}
