import type { Framing } from "../core/apis.ts";
import type { Failure } from "../core/failure.ts";
import type { ExchangeObserver } from "../transport/transport.ts";
import type { ChunkLog } from "./chunk_log.ts";
import type { ReplyReader, ReplyState } from "./dialect.ts";
import { toBodyText, toStatusFailure, toTypeFailure } from "./http_failures.ts";
import type { EventSource, OnEvent } from "./event_source.ts";
import { LineReader } from "./line_reader.ts";
import { SseReader } from "./sse_reader.ts";

/** How a body is read, decided by the headers, or by its first byte where they do not say. */
type BodyForm = "unknown" | "events" | "json" | "refused";

const OPEN_BRACE = 0x7b;
const WHITE_SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** A refused reply is read to its end, but only so much is kept. */
const MAX_REFUSED_BYTES = 65_536;

/** What tells the events of a stream apart, by how it is framed. */
const EVENT_SOURCES: Readonly<Record<Framing, new (onEvent: OnEvent) => EventSource>> = {
  sse: SseReader,
  lines: LineReader,
  // No stream is asked for; one that comes all the same is a stream of events.
  whole: SseReader,
};

/** Content types of streams of JSON lines; services that know no better call them JSON or text. */
const LINES_TYPE = /^application\/(x-ndjson|ndjson|jsonl|x-jsonlines|json-seq|stream\+json)$/;

/** What a reply is to be read as. */
export interface ReplyForm {
  readonly framing: Framing;
  /** Whether the request asked for a stream. */
  readonly isStream: boolean;
}

/** Takes one reply as it comes from the transport: events go to the reader and the log, other bodies are gathered. */
export class ReplyCollector implements ExchangeObserver {
  readonly #reader: ReplyReader;
  readonly #log: ChunkLog;
  readonly #events: EventSource;
  readonly #asked: ReplyForm;
  #form: BodyForm = "unknown";
  #status = 0;
  #contentType = "";
  #atMs = 0;
  #outputsInRead = 0;
  #coalescedReads = 0;
  #body: Uint8Array[] = [];
  #bodyBytes = 0;

  constructor(reader: ReplyReader, log: ChunkLog, asked: ReplyForm) {
    this.#reader = reader;
    this.#log = log;
    this.#asked = asked;
    this.#events = new EVENT_SOURCES[asked.framing]((data, name) => this.#takeEvent(data, name));
  }

  /** Reads that held more than one event with output: the gaps between those cannot be seen. */
  get coalescedReads(): number {
    return this.#coalescedReads;
  }

  /** Whether the reply came as an event stream; `null` when no reply came that says so. */
  get isStream(): boolean | null {
    if (this.#form === "events") return true;
    return this.#form === "json" ? false : null;
  }

  onHeaders(status: number, contentType: string): void {
    this.#status = status;
    this.#contentType = contentType;
    this.#form = toBodyForm(status, contentType, this.#asked);
  }

  onBytes(bytes: Uint8Array, atMs: number): void {
    if (this.#form === "unknown") this.#form = guessForm(bytes, this.#asked);
    if (this.#form !== "events") return this.#keep(bytes);
    this.#atMs = atMs;
    this.#outputsInRead = 0;
    this.#events.feed(bytes);
    if (this.#outputsInRead > 1) this.#coalescedReads++;
  }

  /** Ends the reply; `isComplete` is false when the transport broke off. */
  end(isComplete: boolean): ReplyState {
    if (this.#form === "events") this.#events.end();
    else if (this.#form !== "refused" && isComplete) this.#reader.readBody(toBodyText(this.#body));
    const state = this.#reader.end(isComplete && this.#form !== "refused");
    return { ...state, failure: this.#refusal() ?? this.#preferGarbage(state.failure) };
  }

  #takeEvent(data: string, name: string): void {
    const event = this.#reader.readEvent(data, name);
    if (event !== null && event.isPrimary && this.#log.add(event, this.#atMs)) this.#outputsInRead++;
  }

  #keep(bytes: Uint8Array): void {
    if (this.#form === "refused" && this.#bodyBytes > MAX_REFUSED_BYTES) return;
    this.#body.push(bytes.slice());
    this.#bodyBytes += bytes.length;
  }

  #refusal(): Failure | null {
    if (this.#form !== "refused") return null;
    const body = toBodyText(this.#body);
    if (isGood(this.#status)) return toTypeFailure(this.#contentType, { status: this.#status, body });
    return toStatusFailure(this.#status, body);
  }

  /** Lines that are no events explain why a stream seems cut off or empty. */
  #preferGarbage(failure: Failure | null): Failure | null {
    const line = this.#events.garbage;
    if (line === null || failure?.kind === "error_in_stream" || failure?.kind === "error_event") return failure;
    return { kind: "malformed_sse", message: `Not a line of an event stream: "${line.slice(0, 80)}"` };
  }
}

function toBodyForm(status: number, contentType: string, { framing, isStream }: ReplyForm): BodyForm {
  if (!isGood(status)) return "refused";
  const isJson = contentType === "application/json" || contentType.endsWith("+json");
  if (framing === "lines") {
    if (LINES_TYPE.test(contentType)) return "events";
    if (isStream && (isJson || contentType === "text/plain" || contentType === "")) return "events";
  } else if (contentType === "text/event-stream") return "events";
  if (isJson) return "json";
  return contentType === "" ? "unknown" : "refused";
}

function guessForm(bytes: Uint8Array, { framing }: ReplyForm): BodyForm {
  if (framing === "lines") return "json";
  return bytes.find((byte) => !WHITE_SPACE.has(byte)) === OPEN_BRACE ? "json" : "events";
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}
