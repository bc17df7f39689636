import { UsageError } from "../../core/errors.ts";
import { type GoodputObjective, parseGoodput } from "../../metrics/judging/goodput.ts";
import type { Resolution } from "./resolution.ts";

/** Reads what each request is to keep. */
export function resolveGoodput({ values, problems }: Resolution): readonly GoodputObjective[] {
  const { goodput, goodput_min: least } = values;
  if (goodput === null) {
    if (least !== null) {
      problems.push({
        message: "--goodput-min needs --goodput",
        hint: "Write what each request is to keep: --goodput ttft:500ms",
      });
    }
    return [];
  }
  try {
    return parseGoodput(goodput);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.push(...error.problems);
    return [];
  }
}
