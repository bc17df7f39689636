import type { EventTokenOrigin } from "../../core/record.ts";
import type { OpenAiChoice } from "./openai_event.ts";

/** Adds up the tokens of events that list them, by their ids or else by their log probabilities. */
export class ListedTokens {
  /** What told of the last; `undefined`: none was listed. */
  origin: EventTokenOrigin | undefined;
  #soFar = 0;

  /** Takes in the tokens of an event and returns those so far; `null` where it lists none. */
  add({ token_ids: ids, logprobs }: OpenAiChoice): number | null {
    const listed = ids ?? logprobs?.content ?? logprobs?.tokens;
    if (!Array.isArray(listed)) return null;
    this.origin = listed === ids ? "ids" : "logprobs";
    this.#soFar += listed.length;
    return this.#soFar;
  }
}
