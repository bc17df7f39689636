import type { Words } from "../core/words.ts";
import type { TuningEnding } from "../metrics/tuning/tuning_result.ts";

/** Says what ended a search, in the languages of a report. */
export function endedBy(kind: TuningEnding["kind"], { en, zh }: Words): TuningEnding {
  return { kind, sentence: en, sentenceZh: zh };
}
