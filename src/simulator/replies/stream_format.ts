/** One event of a stream, as parts to be sent one behind the other. */
export type StreamEvent = readonly Uint8Array[];

/** How long the parts of a reply took, as its service says. */
export interface ReplyTimes {
  /** Since the request was read whole. */
  readonly totalMs: number;
  /** From the slot to the first token. */
  readonly promptMs: number;
  /** From the first token to the last. */
  readonly decodeMs: number;
}

/** The events of one reply in the form of an API; when each is due is not its affair. */
export interface StreamFormat {
  readonly contentType: string;
  /** A tool call comes in one event, with all its tokens. */
  readonly hasWholeCalls: boolean;
  /** The beginning of an event, for one that breaks off. */
  readonly brokenStart: Uint8Array;
  /** What comes with the headers, before any token. */
  opening(): readonly StreamEvent[];
  /** So many tokens of one kind, of each choice. */
  tokens(index: number, count: number): readonly StreamEvent[];
  ending(times: ReplyTimes): readonly StreamEvent[];
  /** What keeps a connection alive and says nothing. */
  comment(): readonly StreamEvent[];
  /** An event that cannot be read: by its JSON, or by its framing as well. */
  malformed(how: "malformed_json" | "malformed_sse"): readonly StreamEvent[];
  /** An error that ends the stream. */
  error(how: "error_in_stream" | "error_event"): readonly StreamEvent[];
}
