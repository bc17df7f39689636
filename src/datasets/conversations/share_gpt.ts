import type { Message, Session } from "../../core/session.ts";
import { skipBadLines } from "../bad_lines.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { createFileDataset } from "../file_sessions.ts";
import type { TextLine } from "../read_lines.ts";
import { createDialogueRules } from "./dialogue_rules.ts";
import { type Exchange, findShareGptFile, readExchanges, type ShareGptLanguage } from "./share_gpt_lines.ts";

/** Makes the dataset `share_gpt_zh`: each Chinese conversation up to the last question is one request. */
export function createShareGptZhDataset(context: DatasetContext): Promise<Dataset> {
  return createShareGptDataset("zh", context);
}

/** Makes the dataset `share_gpt_en`: each English conversation up to the last question is one request. */
export function createShareGptEnDataset(context: DatasetContext): Promise<Dataset> {
  return createShareGptDataset("en", context);
}

async function createShareGptDataset(language: ShareGptLanguage, context: DatasetContext): Promise<Dataset> {
  const rules = await createDialogueRules(`share_gpt_${language}`, context);
  const path = await findShareGptFile(language, context);
  const readLine = (line: TextLine): Session | null => rules.apply(toMessages(readExchanges(line)), line.number);
  return createFileDataset(context, {
    path,
    readLine: skipBadLines(readLine, { path, listener: context.listener }),
    rules: rules.description,
  });
}

/** The answer at the end is left out: the service is to give it. */
function toMessages(exchanges: readonly Exchange[]): readonly Message[] {
  const messages = exchanges.flatMap(({ human, assistant }): Message[] => {
    const question = { role: "user", content: human };
    return assistant === null ? [question] : [question, { role: "assistant", content: assistant }];
  });
  return messages.at(-1)?.["role"] === "assistant" ? messages.slice(0, -1) : messages;
}
