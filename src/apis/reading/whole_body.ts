import type { Failure } from "../../core/failure.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonValue } from "../../core/json.ts";
import type { ServiceTimes } from "../../core/record.ts";
import type { ReadEvent, ReplyReader, ReplyState, Usage } from "../dialect.ts";
import { toErrorInReply, toMalformedJson } from "../reply_failures.ts";
import { parseReply } from "./reply_faults.ts";
import { findServiceError } from "../service_error.ts";

/** What a body of an API without streams came to. */
export interface BodyFacts {
  /** The reply in a few words, kept as its content. */
  readonly content: string;
  /** Tokens of the input, where the service states them. */
  readonly promptTokens: number | null;
  /** How long the service says that it took; missing: it does not say. */
  readonly serviceTimes?: ServiceTimes | null;
}

/** Reads the facts of a body; a failure where they are not there. */
export type ReadFacts = (body: JsonValue) => BodyFacts | Failure;

const NO_TEXT = { content: "", reasoning: "", toolCalls: "" } as const;

/** Reads replies of APIs that answer with one JSON value and write no tokens. */
export class WholeBodyReader implements ReplyReader {
  readonly takesLists: boolean = true;
  readonly #readFacts: ReadFacts;
  #facts: BodyFacts | Failure | null = null;

  constructor(readFacts: ReadFacts) {
    this.#readFacts = readFacts;
  }

  readEvent(data: string): ReadEvent | null {
    this.#facts ??= { kind: "malformed_json", message: `The API does not stream, but an event came: "${data}"` };
    return null;
  }

  readBody(text: string): void {
    this.#facts ??= this.#read(text);
  }

  end(complete: boolean): ReplyState {
    const facts = this.#facts ?? EMPTY_BODY;
    if ("kind" in facts) return { text: NO_TEXT, usage: null, finishReason: null, failure: complete ? facts : null };
    const text = { content: facts.content, reasoning: "", toolCalls: "" };
    const { serviceTimes = null } = facts;
    return { text, usage: toUsage(facts), serviceTimes, finishReason: null, failure: null };
  }

  #read(text: string): BodyFacts | Failure {
    if (text === "") return EMPTY_BODY;
    const body = parseReply(text) as JsonValue | undefined;
    if (body === undefined) return toMalformedJson(text);
    const error = isJsonObject(body) ? findServiceError(body) : null;
    return error === null ? this.#readFacts(body) : toErrorInReply(error);
  }
}

const EMPTY_BODY: Failure = { kind: "empty_output", message: "The reply is empty" };

/** Nothing is written: that is known, and must not be counted by a tokenizer. */
function toUsage({ promptTokens }: BodyFacts): Usage {
  return { promptTokens, completionTokens: 0, cachedTokens: null, reasoningTokens: null };
}
