import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Session } from "../../core/session.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { DatasetContext } from "../dataset.ts";
import { convergeToLength } from "./converge.ts";
import { parseTextArgs, type TextArgs } from "./dataset_args.ts";
import { loadPrefixFiller, type PrefixFiller } from "./prefix_filler.ts";
import { createLengthFilter } from "./prompt_length.ts";
import { toPromptSession, toSession } from "./prompt_session.ts";

/** What `--dataset-args` and the length options make of a prompt. */
export interface PromptRules {
  /** Prompts get a length in tokens, which whole messages and bodies cannot. */
  readonly hasTargetLength: boolean;
  /** In words, for the message that nothing was left. */
  readonly description: string;
  /** Makes the session of a prompt; `null`: the prompt is left out. `line` seeds what is filled in. */
  apply(prompt: string, line: number): Session | null;
}

/** Makes the rules of a dataset of prompts; throws `UsageError` for wrong arguments. */
export async function createPromptRules(dataset: string, context: DatasetContext): Promise<PromptRules> {
  const { tokenizer, listener } = context;
  const args = parseTextArgs(dataset, context.args, tokenizer !== null);
  const targetTokens = args.target_input_len;
  if (tokenizer === null || targetTokens === undefined) return createFilterRules(context);
  const prefix = args.prefix_file === undefined
    ? null
    : await loadPrefixFiller(args.prefix_file, { tokenizer, listener });
  return createTargetRules(context, { tokenizer, targetTokens, args, prefix });
}

function createFilterRules(context: DatasetContext): PromptRules {
  const filter = createLengthFilter(context);
  const { minPromptLength, maxPromptLength, applyChatTemplate } = context;
  return {
    hasTargetLength: false,
    description: `${minPromptLength} to ${maxPromptLength} ${filter.unit} long`,
    apply: (prompt) => filter.accepts(prompt) ? toPromptSession(prompt, applyChatTemplate) : null,
  };
}

interface TargetSettings {
  readonly tokenizer: Tokenizer;
  readonly targetTokens: number;
  readonly args: TextArgs;
  readonly prefix: PrefixFiller | null;
}

function createTargetRules(context: DatasetContext, settings: TargetSettings): PromptRules {
  const { tokenizer, targetTokens, args, prefix } = settings;
  const isDropping = args.input_len_mode === "drop";
  const role = choosePrefixRole(context, settings);
  return {
    hasTargetLength: true,
    description: `at least ${targetTokens} tokens long`,
    apply(prompt, line) {
      const ids = tokenizer.encode(prompt);
      if (ids.length > targetTokens) {
        const nextFiller = createFiller(tokenizer, deriveSeed(context.seed, `filler/${line}`));
        const start = { ids: ids.slice(0, targetTokens), nextFiller };
        return toPromptSession(convergeToLength(tokenizer, targetTokens, start).text, context.applyChatTemplate);
      }
      if (ids.length < targetTokens && isDropping) return null;
      if (ids.length === targetTokens || prefix === null) return toPromptSession(prompt, context.applyChatTemplate);
      return addPrefix(prompt, context.applyChatTemplate, { ...settings, prefix, role, promptTokens: ids.length });
    },
  };
}

function choosePrefixRole(context: DatasetContext, { args, prefix }: TargetSettings): "system" | "user" {
  const role = args.prefix_role ?? "system";
  if (role === "user" || context.applyChatTemplate) return role;
  if (prefix !== null) {
    context.listener.warn('"prefix_role" "system" needs chat messages: the prefix goes before the prompt');
  }
  return "user";
}

interface PrefixSettings extends TargetSettings {
  readonly prefix: PrefixFiller;
  readonly role: "system" | "user";
  readonly promptTokens: number;
}

function addPrefix(prompt: string, applyChatTemplate: boolean, settings: PrefixSettings): Session {
  const { tokenizer, targetTokens, prefix, role, promptTokens } = settings;
  const wanted = targetTokens - promptTokens;
  if (role === "system") {
    const system = prefix.fit(wanted, (text) => tokenizer.countTokens(text));
    const messages = [{ role: "system", content: system }, { role: "user", content: prompt }];
    return toSession({ kind: "messages", messages });
  }
  // Tokens can merge where prefix and prompt meet: what counts is the length of both together.
  const text = prefix.fit(wanted, (candidate) => tokenizer.countTokens(candidate + prompt) - promptTokens);
  return toPromptSession(text + prompt, applyChatTemplate);
}

/** Creates an endless source of ids that make ordinary words. */
export function createFiller(tokenizer: Tokenizer, seed: number): () => number {
  const random = createRandom(seed);
  const words = tokenizer.words();
  const ids = words.length > 0 ? words.map((word) => word.id) : tokenizer.plainIds();
  return () => ids[random.integer(0, ids.length - 1)] ?? 0;
}
