import type { ReadEvent } from "./dialect.ts";

/** Told of each event in the call that brought its last byte; only server-sent events have a name. */
export type OnEvent = (data: string, eventName: string) => void;

/** Told what the reader made of the events of a stream. */
export interface EventSink {
  /** An event as it was read; `null`: it says nothing. */
  takeEvent(event: ReadEvent | null): void;
  /** An event that brought a piece of text and nothing else: the reply goes on. */
  takeText(event: ReadEvent): void;
}

/** Tells the events of a stream apart, whatever pieces its bytes come in. */
export interface EventSource {
  /** The first line that belongs to no such stream; `null` when there was none. */
  readonly garbage: string | null;
  /** Whether bytes came that are no UTF-8. */
  readonly hasBrokenBytes: boolean;
  /** Takes the bytes of one read; they may be reused afterwards. */
  feed(bytes: Uint8Array): void;
  /** Ends the stream. */
  end(): void;
}
