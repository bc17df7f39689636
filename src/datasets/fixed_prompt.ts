import type { Session } from "../core/session.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import type { Dataset } from "./dataset.ts";
import { toPromptSession, toTokenSession } from "./prompts/prompt_session.ts";

/** Creates the dataset of `--prompt`: the same prompt for every request; with a tokenizer it is sent as token ids. */
export function createFixedPromptDataset(
  prompt: string,
  applyChatTemplate: boolean,
  tokenizer: Tokenizer | null = null,
): Dataset {
  const session = toPromptSession(prompt, applyChatTemplate);
  const sent = tokenizer === null ? session : toTokenSession(session, tokenizer);
  return { isEndless: false, sessions: (): readonly Session[] => [sent] };
}
