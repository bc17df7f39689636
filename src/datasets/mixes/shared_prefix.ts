import * as z from "zod";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { parseArgs } from "../prompts/dataset_args.ts";
import { toPromptSession, toSession, toTokenSession } from "../prompts/prompt_session.ts";
import { createExactTexts, loadMeasuringTokenizer } from "../random/exact_texts.ts";

const LENGTH = z.union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])]);

const PREFIX_ARGS = z.strictObject({
  groups: z.int().positive().default(10),
  prompts_per_prefix: z.int().positive().default(10),
  prefix_length: LENGTH.default(1000),
  prompt_length: LENGTH.default(100),
  prefix_role: z.enum(["system", "user"]).default("system"),
  order: z.enum(["shuffled", "grouped"]).default("shuffled"),
});

type PrefixArgs = z.infer<typeof PREFIX_ARGS>;

/**
 * Makes the dataset `shared_prefix`: groups of prompts that begin alike, the load that prefix caches are for. After all
 * prompts of all groups come further ones with the same prefixes, without end.
 */
export async function createSharedPrefixDataset(context: DatasetContext): Promise<Dataset> {
  const args = parseArgs("shared_prefix", PREFIX_ARGS, context.args);
  const tokenizer = await loadMeasuringTokenizer(context);
  const makeSession = createSessionMaker(context, { args, texts: createTextMakers(context, { args, tokenizer }) });
  let nextIndex = context.offset;
  function* sessions(): Generator<Session, void, undefined> {
    for (;;) {
      const session = makeSession(nextIndex++);
      yield context.tokenizePrompt ? toTokenSession(session, tokenizer) : session;
    }
  }
  return { isEndless: true, sessions };
}

interface TextMakers {
  readonly prefix: (group: number) => string;
  readonly prompt: (index: number) => string;
}

function createTextMakers(
  context: DatasetContext,
  { args, tokenizer }: { readonly args: PrefixArgs; readonly tokenizer: Parameters<typeof createExactTexts>[1] },
): TextMakers {
  const make = (part: string, length: PrefixArgs["prompt_length"]) => {
    const seed = deriveSeed(context.seed, part);
    const texts = createExactTexts({ ...context, seed, prefixLength: 0 }, tokenizer);
    const [min, max] = [length].flat();
    return (index: number): string => {
      const random = createRandom(deriveSeed(seed, `length/${index}`));
      return texts.make(index, random.integer(min ?? 1, max ?? min ?? 1));
    };
  };
  const makePrefix = make("prefixes", args.prefix_length);
  const known = new Map<number, string>();
  const prefix = (group: number): string => {
    const text = known.get(group) ?? makePrefix(group);
    known.set(group, text);
    return text;
  };
  return { prefix, prompt: make("prompts", args.prompt_length) };
}

function createSessionMaker(
  { seed, applyChatTemplate }: DatasetContext,
  { args, texts }: { readonly args: PrefixArgs; readonly texts: TextMakers },
): (index: number) => Session {
  const blockSize = args.groups * args.prompts_per_prefix;
  let block = { number: -1, groups: [] as readonly number[] };
  const groupOf = (index: number): number => {
    const number = Math.floor(index / blockSize);
    if (block.number !== number) block = { number, groups: listGroups(args, deriveSeed(seed, `order/${number}`)) };
    return block.groups[index % blockSize] ?? 0;
  };
  return (index) => {
    const prefix = texts.prefix(groupOf(index));
    const prompt = texts.prompt(index);
    if (args.prefix_role === "user" || !applyChatTemplate) {
      return toPromptSession(`${prefix} ${prompt}`, applyChatTemplate);
    }
    const messages = [{ role: "system", content: prefix }, { role: "user", content: prompt }];
    return toSession({ kind: "messages", messages });
  };
}

/** The groups of the prompts of a block, in the order of sending. */
function listGroups({ groups, prompts_per_prefix: prompts, order }: PrefixArgs, seed: number): readonly number[] {
  const all = Array.from({ length: groups * prompts }, (_, i) => Math.floor(i / prompts));
  if (order === "grouped") return all;
  const random = createRandom(seed);
  // Fisher and Yates.
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [all[i], all[j]] = [all[j] ?? 0, all[i] ?? 0];
  }
  return all;
}
