import { concatBytes } from "../core/bytes.ts";
import type { ChunkKind } from "../core/chunk_kind.ts";
import type { Failure } from "../core/failure.ts";
import type { ReplyNote } from "../core/reply_notes.ts";
import type { ExchangeObserver } from "../transport/transport.ts";
import type { ChunkLog } from "./chunk_log.ts";
import type { ReadEvent, ReplyReader, ReplyState } from "./dialect.ts";
import { toStatusFailure, toTypeFailure } from "./http_failures.ts";
import type { EventSink, EventSource } from "./event_source.ts";
import { createEventSource } from "./event_sources.ts";
import { formOfType, guessForm, isLinesType, toMediaType } from "./reading/body_form.ts";
import { eventsFor } from "./reading/event_list.ts";
import type { BodyForm, ReplyForm } from "./reading/body_form.ts";
import { judgeUsage } from "./reading/usage_judge.ts";
import { charsetOf, decodeForeign } from "./reading/foreign_text.ts";
import { hasBrokenBytes } from "./reading/utf8.ts";
import { isRedirect } from "./redirects.ts";
import type { Redirection } from "./redirects.ts";
import type { TemplateMemory } from "./scanning/template_memory.ts";

const decoder = new TextDecoder();

/** A refused reply is read to its end, but only so much is kept. */
const MAX_REFUSED_BYTES = 65_536;

/** Kinds of events that bring text: each has a token at the least. */
const TEXT_KINDS: ReadonlySet<ChunkKind> = new Set(["content", "reasoning"]);

/** What a reply is to be read as, and with the help of what came before. */
export interface AskedReply extends ReplyForm {
  /** Events that other replies of the same address brought. */
  readonly templates: TemplateMemory;
  /** Keeps where in the text each event ends. */
  readonly countsText?: boolean;
}

/** Takes one reply as it comes from the transport: events go to the reader and the log, other bodies are gathered. */
export class ReplyCollector implements ExchangeObserver, EventSink {
  // What each read touches stands together.
  #form: BodyForm = "unknown";
  #atMs = 0;
  #outputsInRead = 0;
  #textPieces = 0;
  #isComplete = false;
  #events: EventSource;
  readonly #log: ChunkLog;
  readonly #countsText: boolean;
  readonly #reader: ReplyReader;
  readonly #asked: AskedReply;
  #status = 0;
  #contentType = "";
  #charset: string | null = null;
  #coalescedReads = 0;
  #body: Uint8Array[] = [];
  #bodyBytes = 0;
  #isUnnamed = false;
  #hasBrokenBytes = false;
  #location: string | null = null;

  constructor(reader: ReplyReader, log: ChunkLog, asked: AskedReply) {
    this.#reader = reader;
    this.#log = log;
    this.#asked = asked;
    const { framing, templates, countsText = false } = asked;
    this.#countsText = countsText;
    this.#events = createEventSource({ framing, reader, templates, sink: this });
  }

  /** Reads that held more than one event with output: the gaps between those cannot be seen. */
  get coalescedReads(): number {
    return this.#coalescedReads;
  }

  get outputAtMs(): number | null | undefined {
    return this.#asked.isStream && this.#form !== "json" ? this.#log.findOutputAtMs() : undefined;
  }

  /** Whether the reply came as an event stream; `null` when no reply came that says so. */
  get isStream(): boolean | null {
    if (this.#form === "events") return true;
    return this.#form === "json" ? false : null;
  }

  /** Where the service sends the request instead; `null`: nowhere. */
  get redirection(): Redirection | null {
    return this.#location === null ? null : { status: this.#status, location: this.#location };
  }

  /** The reply has said that it is over. */
  isComplete(): boolean {
    return this.#isComplete;
  }

  onHeaders(status: number, contentType: string, location: string | null = null): void {
    this.#status = status;
    this.#contentType = toMediaType(contentType);
    this.#charset = charsetOf(contentType);
    this.#location = isRedirect(status) ? location : null;
    this.#form = isGood(status) ? formOfType(this.#contentType, this.#asked) : "refused";
  }

  onBytes(bytes: Uint8Array, atMs: number): void {
    if (this.#form !== "events") this.#findForm(bytes);
    if (this.#form !== "events") return this.#keep(bytes);
    if (atMs !== this.#atMs) this.#beginRead(atMs);
    this.#events.feed(bytes);
  }

  /** Ends the reply; `isComplete` is false when the transport broke off. */
  end(isComplete: boolean): ReplyState {
    if (this.#form === "events") this.#events.end();
    else if (this.#form !== "refused" && isComplete) this.#readBody(this.#bodyText());
    const state = this.#reader.end(isComplete && this.#form !== "refused");
    const isWriting = this.#asked.framing !== "whole";
    const judged = judgeUsage(state.usage, { textPieces: this.#countPieces(state), isWriting });
    const notes = [...state.notes ?? [], ...judged.notes, ...this.#ownNotes()];
    return { ...state, usage: judged.usage, notes, failure: this.#refusal() ?? this.#preferGarbage(state.failure) };
  }

  /** A whole body is one piece, and so are events of a service that says all in its last one. */
  #countPieces({ text: { content, reasoning } }: ReplyState): number {
    return Math.max(this.#textPieces, content + reasoning === "" ? 0 : 1);
  }

  #ownNotes(): ReplyNote[] {
    const notes: ReplyNote[] = [];
    if (this.#isUnnamed) notes.push("unnamed_stream");
    if (this.#form === "json" && this.#asked.isStream) notes.push("not_streamed");
    if (this.#hasBrokenBytes || this.#events.hasBrokenBytes) notes.push("invalid_utf8");
    return notes;
  }

  /** A transport hands over the bytes of one read in pieces: a chunk of HTTP, or what was packed, is one each. */
  #beginRead(atMs: number): void {
    this.#atMs = atMs;
    this.#outputsInRead = 0;
  }

  #findForm(bytes: Uint8Array): void {
    if (this.#form === "unknown") this.#guess(bytes);
    if (this.#form === "json" && this.#bodyBytes === 0 && guessForm(bytes, this.#asked) === "events") {
      this.#form = "events";
      this.#isUnnamed = true;
    }
  }

  #guess(bytes: Uint8Array): void {
    const form = guessForm(bytes, this.#asked);
    if (form === null) return void (this.#form = this.#contentType === "" ? "events" : "refused");
    if (form === "json" && isLinesType(this.#contentType) && this.#asked.isStream) return this.#readLines();
    this.#form = form;
    this.#isUnnamed = form === "events" && this.#contentType !== "";
  }

  /** A gateway may turn a stream of events into one of lines. */
  #readLines(): void {
    const { templates } = this.#asked;
    this.#events = createEventSource({ framing: "lines", reader: this.#reader, templates, sink: this });
    this.#form = "events";
  }

  /** A body may be the events of a stream, gathered. */
  #readBody(text: string): void {
    const events = eventsFor(this.#reader, text);
    if (events.length === 1) return this.#reader.readBody(text);
    for (const event of events) this.#reader.readEvent(event, "");
  }

  #bodyText(): string {
    const bytes = concatBytes(this.#body);
    const text = decoder.decode(bytes);
    this.#hasBrokenBytes = hasBrokenBytes(text, bytes);
    return text;
  }

  takeEvent(event: ReadEvent | null): void {
    if (this.#reader.isComplete === true) this.#isComplete = true;
    if (event === null || !event.isPrimary) return;
    if (TEXT_KINDS.has(event.kind)) this.#textPieces++;
    this.#add(event);
  }

  takeText(event: ReadEvent): void {
    this.#textPieces++;
    this.#add(event);
  }

  #add(event: ReadEvent): void {
    if (this.#log.add(event, this.#atMs) && ++this.#outputsInRead === 2) this.#coalescedReads++;
    if (this.#countsText && this.#reader.textChars !== undefined) this.#log.noteText(this.#reader.textChars);
  }

  #keep(bytes: Uint8Array): void {
    if (this.#form === "refused" && this.#bodyBytes > MAX_REFUSED_BYTES) return;
    this.#body.push(bytes.slice());
    this.#bodyBytes += bytes.length;
  }

  #refusal(): Failure | null {
    if (this.#form !== "refused") return null;
    const body = decodeForeign(concatBytes(this.#body), this.#charset);
    if (isGood(this.#status)) return toTypeFailure(this.#contentType, { status: this.#status, body });
    return toStatusFailure(this.#status, { body, location: this.#location });
  }

  /** Lines that are no events explain why a stream seems cut off or empty. */
  #preferGarbage(failure: Failure | null): Failure | null {
    const line = this.#events.garbage;
    if (line === null || failure?.kind === "error_in_stream" || failure?.kind === "error_event") return failure;
    return { kind: "malformed_sse", message: `Not a line of an event stream: "${line.slice(0, 80)}"` };
  }
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}
