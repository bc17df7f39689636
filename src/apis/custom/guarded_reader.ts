import { reasonOf } from "../../core/errors.ts";
import { CHUNK_CODE } from "../../core/chunk_kind.ts";
import type { Failure } from "../../core/failure.ts";
import type { ReadEvent, ReplyReader, ReplyState } from "../dialect.ts";

const NOTHING: ReplyState = {
  text: { content: "", reasoning: "", toolCalls: "" },
  usage: null,
  finishReason: null,
  failure: null,
};

/** Reads through a reader of the user's own: readers must not throw, so what it throws fails its request. */
export class GuardedReader implements ReplyReader {
  readonly takesLists: boolean = true;
  readonly #open: () => ReplyReader;
  #reader: ReplyReader | null = null;
  #failure: Failure | null = null;

  constructor(open: () => ReplyReader) {
    this.#open = open;
  }

  get isComplete(): boolean {
    return this.#reader?.isComplete === true;
  }

  readEvent(data: string, eventName: string): ReadEvent | null {
    return this.#try("readEvent", (reader) => checkEvent(reader.readEvent(data, eventName)));
  }

  readBody(text: string): void {
    this.#try("readBody", (reader) => reader.readBody(text));
  }

  end(complete: boolean): ReplyState {
    const state = this.#try("end", (reader) => checkState(reader.end(complete))) ?? NOTHING;
    return { ...NOTHING, ...state, failure: this.#failure ?? state.failure ?? null };
  }

  /** After the first fault the reader is left alone. */
  #try<T>(name: string, call: (reader: ReplyReader) => T): T | null {
    if (this.#failure !== null) return null;
    try {
      return call(this.#reader ??= this.#open());
    } catch (cause) {
      const reason = reasonOf(cause);
      this.#failure = { kind: "malformed_json", message: `${name} of the module of --api failed: ${reason}` };
      return null;
    }
  }
}

function checkEvent(event: ReadEvent | null | undefined): ReadEvent | null {
  if (event === null || event === undefined) return null;
  if (!(event.kind in CHUNK_CODE)) throw new Error(`unknown kind "${event.kind}"`);
  return { kind: event.kind, isPrimary: event.isPrimary ?? true, completionTokens: event.completionTokens ?? null };
}

function checkState(state: ReplyState): ReplyState {
  const { content = "", reasoning = "", toolCalls = "" } = state.text;
  return { ...state, text: { content, reasoning, toolCalls } };
}
