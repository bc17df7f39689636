import type { Session, Turn } from "../../core/session.ts";
import { skipBadLines } from "../bad_lines.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { createRecordFileDataset } from "../file_sessions.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { createLengthFilter } from "../prompts/prompt_length.ts";
import type { TextLine } from "../read_lines.ts";
import { findShareGptFile, readExchanges, type ShareGptLanguage } from "./share_gpt_lines.ts";
import { describeLimits, limitTurns, readLimits, toTurn } from "./turn_limits.ts";

/** Makes the dataset `share_gpt_zh_multi_turn`: what users said in Chinese conversations. */
export function createShareGptZhMultiTurnDataset(context: DatasetContext): Promise<Dataset> {
  return createShareGptMultiTurnDataset("zh", context);
}

/** Makes the dataset `share_gpt_en_multi_turn`: what users said in English conversations. */
export function createShareGptEnMultiTurnDataset(context: DatasetContext): Promise<Dataset> {
  return createShareGptMultiTurnDataset("en", context);
}

/** Answers of the file are left out: those of the service take their place. */
async function createShareGptMultiTurnDataset(language: ShareGptLanguage, context: DatasetContext): Promise<Dataset> {
  refuseArgs(`share_gpt_${language}_multi_turn`, context.args);
  const path = await findShareGptFile(language, context);
  const limits = readLimits(context);
  const filter = createLengthFilter(context);
  const readLine = (line: TextLine): readonly Turn[] | null => {
    const exchanges = readExchanges(line);
    if (!filter.accepts(exchanges[0].human)) return null;
    return limitTurns(exchanges.map(({ human }) => toTurn([{ role: "user", content: human }])), limits);
  };
  const { minPromptLength, maxPromptLength, listener } = context;
  return createRecordFileDataset(context, {
    path,
    readLine: skipBadLines(readLine, { path, listener }),
    toSession: (turns: readonly Turn[]): Session => ({ turns }),
    rules: `${describeLimits(limits)}, begun with ${minPromptLength} to ${maxPromptLength} ${filter.unit}`,
  });
}
