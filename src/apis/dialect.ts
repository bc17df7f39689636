/**
 * Service dialects: request bodies and the reading of replies. This folder must not know datasets, the engine or the
 * configuration.
 */
import type { ApiName, Framing } from "../core/apis.ts";
import type { ChunkKind } from "../core/chunk_kind.ts";
import type { CustomApi } from "../core/custom/custom_api.ts";
import type { Failure } from "../core/failure.ts";
import type { GenerationSettings } from "../core/generation.ts";
import type { JsonObject } from "../core/json.ts";
import type { EventTokenOrigin, ReplyText, ServiceTimes } from "../core/record.ts";
import type { ReplyNote } from "../core/reply_notes.ts";
import type { Message, Turn } from "../core/session.ts";
import type { ByteText, ScanRules, TextKind } from "./scanning/scan_rules.ts";

/** Token counts as the service states them; `null` where it does not. */
export interface Usage {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
}

/** One event of a stream, as read. */
export interface ReadEvent {
  readonly kind: ChunkKind;
  /** `false`: belongs to another choice than the first; not counted for times. */
  readonly isPrimary: boolean;
  /** Completion tokens so far, where the event says so. */
  readonly completionTokens: number | null;
}

/** What a reply amounted to once it has ended. */
export interface ReplyState {
  readonly text: ReplyText;
  readonly usage: Usage | null;
  /** How long the service says that it took; `null`, missing: it does not say. */
  readonly serviceTimes?: ServiceTimes | null;
  readonly finishReason: string | null;
  /** What told the tokens so far of its events; missing: usage, if anything. */
  readonly tokensFrom?: EventTokenOrigin | undefined;
  /** Faults in the content: error objects, cut-off, malformed JSON, empty output. */
  readonly failure: Failure | null;
  /** What was odd about it without being a fault; missing: nothing. */
  readonly notes?: readonly ReplyNote[];
}

/** Reads one reply; fed synchronously, never throws. */
export interface ReplyReader {
  /** Reads the data of one event, or one line; `null` when it says nothing (`[DONE]`, `data: null`, a comment). */
  readEvent(data: string, eventName: string): ReadEvent | null;
  /** Lets events be read without parsing them; a reader without it is given the data of each. */
  readonly shortcut?: EventShortcut;
  /** Characters of reasoning and content so far; missing: nobody can tell which event brought what. */
  readonly textChars?: number;
  /** The stream has said that it is over: nothing after it counts. Where it is missing, only the transport can tell. */
  readonly isComplete?: boolean;
  /** A JSON array in the place of an event is for it as it stands; missing: it is given each event of the array. */
  readonly takesLists?: boolean;
  /** Reads a whole body that is not a stream. */
  readBody(text: string): void;
  /** Ends the reply; `complete` is false when the transport broke off. */
  end(complete: boolean): ReplyState;
}

/** What a body is built with besides the turn. */
export interface BodyOptions {
  readonly settings: GenerationSettings;
  /** The model of this request. */
  readonly model: string;
  /** Sampled for this request; `null`: not sent. */
  readonly maxTokens: number | null;
}

/** What is known of a request when its headers are made. */
export interface HeaderContext {
  /** Whether the body asks for a stream. */
  readonly isStream: boolean;
  /** The user's own headers, Authorization included. */
  readonly given: Readonly<Record<string, string>>;
}

/** One service dialect. */
export interface ApiDialect {
  /** How the events of a stream are told apart; `whole`: its requests never ask for one. */
  readonly framing: Framing;
  buildBody(turn: Turn, options: BodyOptions): JsonObject;
  /** Tells whether a body asks for a stream; where it is missing, `"stream": true` does. */
  asksForStream?(body: JsonObject): boolean;
  /** Headers that the API wants; the user's own win over them. */
  defaultHeaders?(context: HeaderContext): Readonly<Record<string, string>>;
  /** Reads the reply to one request, whose encoded body is at hand for APIs that answer as it says. */
  createReader(requestBody: Uint8Array): ReplyReader;
  /** The message that a reply adds to a conversation's history. */
  toHistory(reply: ReplyText): Message;
}

/** Which dialect to speak, and what it depends on: plain data. */
export interface DialectChoice {
  readonly api: ApiName;
  /** The address that requests go to. */
  readonly url: string;
  /** The user's own API, for the name `custom`. */
  readonly custom: CustomApi | null;
  /** Bodies are built with a template of Jinja2. */
  readonly usesJinja?: boolean;
}

/** The back door of a reader: events that need not be parsed, because all but a few values is known. */
export interface EventShortcut {
  /** The same object for all readers of a dialect. */
  readonly rules: ScanRules;
  /**
   * The kind of text that an event adds when that is all it does, by a text at one of the places of `rules.read`: no
   * count, no finish, no other choice. `null` for every other event.
   */
  textKindOf(event: JsonObject, text: string): TextKind | null;
  /** The text of a kind so far, to which such events add. */
  textOf(kind: TextKind): ByteText;
  /** Reads an event as `readEvent` would read its text; the object is used again afterwards. */
  readParsed(event: JsonObject, eventName: string): ReadEvent | null;
}
