import { type Problem, throwProblems } from "../../core/errors.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Session, Turn } from "../../core/session.ts";
import type { ConversationLimits, Dataset, DatasetContext } from "../dataset.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { createExactTexts, loadMeasuringTokenizer } from "../random/exact_texts.ts";
import { createLengthDraw } from "../random/random_lengths.ts";
import { createSeededDataset } from "../random/seeded_sessions.ts";
import { readLimits, toTurn } from "./turn_limits.ts";

/**
 * Makes the dataset `random_multi_turn`: conversations without end, whose turns are random messages of the user of exact
 * lengths, the shared prefix on top of each; conversation n of a seed is always the same.
 */
export async function createRandomMultiTurnDataset(context: DatasetContext): Promise<Dataset> {
  refuseArgs("random_multi_turn", context.args);
  const { minTurns, maxTurns } = checkLimits(readLimits(context));
  const tokenizer = await loadMeasuringTokenizer(context);
  // Lengths are those of the messages alone: a chat template adds its tokens at every turn.
  const drawLength = createLengthDraw({ ...context, applyChatTemplate: false }, tokenizer);
  const texts = createExactTexts(context, tokenizer);
  const makeTurn = (index: number): Turn => {
    return toTurn([{ role: "user", content: texts.make(index, drawLength(index)) }]);
  };
  const makeSession = (index: number): Session => {
    const turnCount = createRandom(deriveSeed(context.seed, `turns/${index}`)).integer(minTurns, maxTurns);
    return { turns: Array.from({ length: turnCount }, (_, turn) => makeTurn(index * maxTurns + turn)) };
  };
  return createSeededDataset({ make: makeSession, offset: context.offset, report: texts.report });
}

function checkLimits({ minTurns, maxTurns }: ConversationLimits): { minTurns: number; maxTurns: number } {
  const problems: Problem[] = [];
  if (maxTurns === null) {
    problems.push({
      message: 'The dataset "random_multi_turn" needs to know how many turns a conversation has',
      hint: "Give --max-turns, and --min-turns for a range",
    });
  } else if (maxTurns < minTurns) {
    problems.push({ message: `--max-turns ${maxTurns} is less than --min-turns ${minTurns}` });
  }
  throwProblems(problems);
  return { minTurns, maxTurns: maxTurns ?? minTurns };
}
