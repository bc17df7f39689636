import type { Message, Session } from "../../core/session.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { DatasetContext } from "../dataset.ts";
import { parseTextArgs } from "../prompts/dataset_args.ts";
import { loadPrefixFiller, type PrefixFiller } from "../prompts/prefix_filler.ts";
import { createPromptRules } from "../prompts/prompt_rules.ts";
import { toSession } from "../prompts/prompt_session.ts";

/** What `--dataset-args` and the length options make of a conversation that is sent at once. */
export interface DialogueRules {
  /** In words, for the message that nothing was left. */
  readonly description: string;
  /** Makes the session of messages whose last one is the user's; `null`: they are left out. */
  apply(messages: readonly Message[], line: number): Session | null;
}

/**
 * Makes the rules of a dataset of whole conversations. They look at the last message alone, the question; a prefix, in
 * contrast, fills up all messages together.
 */
export async function createDialogueRules(dataset: string, context: DatasetContext): Promise<DialogueRules> {
  const { tokenizer, listener } = context;
  const args = parseTextArgs(dataset, context.args, tokenizer !== null);
  const { prefix_file: prefixFile, target_input_len: targetTokens, prefix_role: role } = args;
  if (tokenizer === null || prefixFile === undefined || targetTokens === undefined) {
    return await createQuestionRules(dataset, context);
  }
  const filler = await loadPrefixFiller(prefixFile, { tokenizer, listener });
  return createPrefixRules({ tokenizer, targetTokens, filler, role: role ?? "system", listener });
}

async function createQuestionRules(dataset: string, context: DatasetContext): Promise<DialogueRules> {
  const rules = await createPromptRules(dataset, context);
  return {
    description: rules.description,
    apply(messages, line) {
      const question = messages.at(-1);
      const fitted = rules.apply(contentOf(question), line)?.turns[0]?.input;
      if (fitted === undefined) return null;
      const content = fitted.kind === "text" ? fitted.text : contentOf(lastMessage(fitted));
      return toSession({ kind: "messages", messages: [...messages.slice(0, -1), { ...question, content }] });
    },
  };
}

interface PrefixSettings {
  readonly tokenizer: Tokenizer;
  readonly targetTokens: number;
  readonly filler: PrefixFiller;
  readonly role: "system" | "user";
  readonly listener: DatasetContext["listener"];
}

function createPrefixRules({ tokenizer, targetTokens, filler, role, listener }: PrefixSettings): DialogueRules {
  let hasWarned = false;
  const warnOnce = (): void => {
    if (!hasWarned) listener.warn(`Conversations of more than ${targetTokens} tokens are left out`);
    hasWarned = true;
  };
  return {
    description: `at most ${targetTokens} tokens long`,
    apply(messages) {
      const tokens = messages.reduce((sum, message) => sum + tokenizer.countTokens(contentOf(message)), 0);
      const missing = targetTokens - tokens;
      if (missing < 0) warnOnce();
      if (missing < 0) return null;
      const filled = missing === 0 ? messages : addPrefix(messages, { missing, tokenizer, filler, role });
      return toSession({ kind: "messages", messages: filled });
    },
  };
}

interface PrefixWanted extends Pick<PrefixSettings, "tokenizer" | "filler" | "role"> {
  readonly missing: number;
}

function addPrefix(
  messages: readonly Message[],
  { missing, tokenizer, filler, role }: PrefixWanted,
): readonly Message[] {
  if (role === "system") {
    const content = filler.fit(missing, (prefix) => tokenizer.countTokens(prefix));
    return [{ role: "system", content }, ...messages];
  }
  const [first, ...others] = messages;
  const text = contentOf(first);
  // Tokens can merge where prefix and message meet: what counts is the length of both together.
  const own = tokenizer.countTokens(text);
  const prefix = filler.fit(missing, (candidate) => tokenizer.countTokens(candidate + text) - own);
  return [{ ...first, content: prefix + text }, ...others];
}

function lastMessage(input: { readonly kind: string; readonly messages?: readonly Message[] }): Message | undefined {
  return input.messages?.at(-1);
}

function contentOf(message: Message | undefined): string {
  return String(message?.["content"] ?? "");
}
