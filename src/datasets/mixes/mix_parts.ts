import { parseDatasetChoice } from "../../core/choices/dataset_choice.ts";
import { UsageError } from "../../core/errors.ts";
import { DATASET_FACTS, type DatasetName } from "../../core/datasets.ts";

/** One part of a mix. */
export interface MixPart {
  /** Names the part in results and in `--dataset-args`. */
  readonly label: string;
  readonly name: DatasetName;
  /** What stood behind the name; `null`: nothing. */
  readonly source: string | null;
  readonly weight: number;
}

const HINT = "Write --dataset mix:chat.jsonl=0.7,rag.jsonl=0.3 or mix:random=1,line_by_line:prompts.txt=2";

/**
 * Reads the parts of a mix, `SPEC=WEIGHT` with commas between. A part is a dataset (`random`, `hf:owner/name`,
 * `line_by_line:prompts.txt`) or the path of a file, which is read as `file:` does. Throws `UsageError`.
 */
export function parseMixParts(source: string | null): readonly [MixPart, ...MixPart[]] {
  if (source === null) throw new UsageError('The dataset "mix" needs parts', { hint: HINT });
  const [first, ...others] = withDistinctLabels(source.split(",").map(parsePart));
  if (first === undefined) throw new UsageError('The dataset "mix" needs parts', { hint: HINT });
  return [first, ...others];
}

function parsePart(text: string): MixPart {
  const [, spec = "", number = ""] = /^(.+)=([^=]+)$/.exec(text.trim()) ?? [];
  const weight = number.trim() === "" ? NaN : Number(number);
  if (!(weight > 0 && Number.isFinite(weight))) {
    throw new UsageError(`Cannot use "${text}" as a part of a mix: it has no weight above 0 behind "="`, {
      hint: HINT,
    });
  }
  const choice = parseDatasetChoice(spec) ?? { name: "file" as const, source: spec };
  const { name } = choice;
  if (DATASET_FACTS[name].kind !== "single" || name === "mix") {
    throw new UsageError(`Cannot use "${spec}" as a part of a mix: only datasets of single requests can be mixed`, {
      hint: HINT,
    });
  }
  return { ...choice, weight, label: toLabel(choice.source ?? name) };
}

/** The last part of a path without its extension. */
function toLabel(source: string): string {
  const last = source.split(/[\\/]/).findLast((part) => part !== "") ?? source;
  return last.replace(/(.)\.[^.]+$/, "$1");
}

function withDistinctLabels(parts: readonly MixPart[]): MixPart[] {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const count = (seen.get(part.label) ?? 0) + 1;
    seen.set(part.label, count);
    return count === 1 ? part : { ...part, label: `${part.label}_${count}` };
  });
}
