import type { JsonObject } from "./json.ts";

/** A chat message: `role`, `content` (text or parts) and whatever else the service understands. */
export type Message = JsonObject;

/** What one turn sends, before a dialect makes a request body of it. */
export type TurnInput =
  | { readonly kind: "messages"; readonly messages: readonly Message[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "tokens"; readonly ids: readonly number[] }
  /** A complete request body; options of the command line only fill what it lacks. */
  | { readonly kind: "body"; readonly body: JsonObject }
  /** Texts to embed: one request with one or many inputs. */
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  | { readonly kind: "ranking"; readonly query: string; readonly documents: readonly (string | JsonObject)[] };

/** One request of a session. In a conversation `messages` are what is appended to the history. */
export interface Turn {
  readonly input: TurnInput;
  /** Overrides the run's `max_tokens`. */
  readonly maxTokens?: number;
  /** Waits so long after the previous reply before sending. */
  readonly waitBeforeMs?: number;
  /** Known exactly when the prompt was made from token ids. */
  readonly promptTokens?: number;
  /** Set over everything else in the body of this turn. */
  readonly bodyOverrides?: JsonObject;
  /** The answer as it was recorded: stands in the history where what follows answers its calls, and the live one has none. */
  readonly recordedReply?: Message;
}

/** A conversation; a single prompt is a session of one turn. Plain data. */
export interface Session {
  readonly turns: readonly Turn[];
  /** Replaces the run's model. */
  readonly model?: string;
  /** Sent in addition to the run's headers; those win. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly requestId?: string;
  /** The class of a mixed workload, for results by class. */
  readonly label?: string;
  /** When a trace says to send it: ms after the first session of the trace. */
  readonly arrivalOffsetMs?: number;
}
