import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { DatasetPreview } from "./preview_dataset.ts";
import { describeSession } from "./session_text.ts";
import { renderHistogram } from "./token_histogram.ts";

/** Renders a preview: the sessions, then how their lengths are spread. */
export function renderPreview(preview: DatasetPreview, width: number): string {
  const { sessions, tokens, hasMore, tokenizer } = preview;
  const shown = sessions.flatMap((session, i) => [
    ...describeSession(session, i + 1),
    `  ${tokens[i] ?? 0} prompt tokens`,
    "",
  ]);
  const what = tokens.length === 1 ? "1 session" : `${tokens.length} sessions`;
  const whole = hasMore ? `the first ${what}` : what;
  return [
    ...shown,
    `Prompt tokens of ${whole}, counted by ${tokenizer}`,
    `  ${summarise(tokens)}`,
    ...renderHistogram(tokens, width),
  ].join("\n");
}

/** Returns a preview as JSON; images stay as they are sent. */
export function toPreviewJson({ sessions, tokens, hasMore, tokenizer }: DatasetPreview): JsonObject {
  // Sessions are plain data.
  const shown = sessions.map((session, i) => ({ ...session, promptTokens: tokens[i] ?? 0 })) as unknown as JsonValue;
  return { sessions: shown, tokens: { tokenizer, hasMore, ...findSpread(tokens), values: tokens } };
}

interface Spread {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

function findSpread(tokens: readonly number[]): Spread & JsonObject {
  const sum = tokens.reduce((total, value) => total + value, 0);
  const sorted = [...tokens].sort((a, b) => a - b);
  const mean = tokens.length === 0 ? 0 : sum / tokens.length;
  return { count: tokens.length, min: sorted[0] ?? 0, mean, max: sorted.at(-1) ?? 0 };
}

function summarise(tokens: readonly number[]): string {
  const { min, mean, max } = findSpread(tokens);
  return min === max ? `all of them ${min}` : `from ${min} to ${max}, ${mean.toFixed(1)} on average`;
}
