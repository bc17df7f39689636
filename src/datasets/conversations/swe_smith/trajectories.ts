import { createRandom, deriveSeed } from "../../../core/random.ts";
import type { Session } from "../../../core/session.ts";
import { skipBadLines } from "../../bad_lines.ts";
import type { Dataset, DatasetContext } from "../../dataset.ts";
import { createRecordFileDataset } from "../../file_sessions.ts";
import { createFiller } from "../../prompts/prompt_rules.ts";
import { loadMeasuringTokenizer } from "../../random/exact_texts.ts";
import { readLimits } from "../turn_limits.ts";
import { drawTokens, type SweSmithArgs } from "./swe_smith_args.ts";
import type { TrajectorySource } from "./trajectory_files.ts";
import { cutTurns, readInputTexts } from "./trajectory_turns.ts";

/**
 * Creates the dataset of conversations that are cut from trajectories: so many turns as drawn between the limits, the
 * first one long as a repository's context is, the others short. Trajectories that are too short are left out.
 */
export async function createTrajectoryDataset(
  source: TrajectorySource,
  { args, context }: { readonly args: SweSmithArgs; readonly context: DatasetContext },
): Promise<Dataset> {
  const { minTurns, maxTurns } = readLimits(context);
  const mostTurns = Math.max(minTurns, maxTurns ?? minTurns);
  const tokenizer = await loadMeasuringTokenizer(context);
  const mostTokens = args.firstTurnTokens[1] + args.nextTurnTokens[1] * (mostTurns - 1);
  const minChars = mostTokens * args.charsPerToken;
  const toSession = (texts: readonly string[], index: number): Session | null => {
    const random = createRandom(deriveSeed(context.seed, `conversation/${index}`));
    const turnCount = random.integer(minTurns, mostTurns);
    const first = drawTokens(args.firstTurnTokens, random);
    const next = drawTokens(args.nextTurnTokens, random);
    const nextFiller = createFiller(tokenizer, deriveSeed(context.seed, `filler/${index}`));
    const targets = Array.from({ length: turnCount }, (_, turn) => turn === 0 ? first : next);
    const turns = cutTurns(texts, targets, { tokenizer, nextFiller });
    return turns === null ? null : { turns };
  };
  return createRecordFileDataset(context, {
    path: source.name,
    readRecords: source.read,
    readLine: skipBadLines((line) => {
      const texts = readInputTexts(line);
      return texts.reduce((sum, text) => sum + text.length, 0) >= minChars ? texts : null;
    }, { path: source.name, listener: context.listener, noun: "Trajectory" }),
    toSession,
    rules: `long enough for ${mostTokens} tokens`,
  });
}
