import type { Read } from "../../core/value_distribution.ts";
import type { StagePlan } from "../load_plan.ts";
import { readSeconds } from "./duration_text.ts";

const STAGES_FORM = "must be times with their loads, such as 30s@5,60s@20,30s@5";
const RAMP_FORM = "must be START:END:SECONDS with rates of at least 0, such as 1:50:120";
const NUMBER = /^(\d+\.?\d*|\.\d+)$/;

/**
 * Reads stages such as `30s@5,60s@20`: so long, that rate or so many slots. A bare time is in seconds; stages may be
 * separated by commas, spaces or stand in several words.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * deepStrictEqual(parseStages(["30s@5", "1m@20"]), {
 *   value: [{ durationMs: 30_000, from: 5, to: 5 }, { durationMs: 60_000, from: 20, to: 20 }],
 * });
 * ```
 */
export function parseStages(words: readonly string[]): Read<readonly StagePlan[]> {
  const texts = words.flatMap((word) => word.split(/[\s,]+/)).filter((text) => text !== "");
  const stages = texts.map(parseStage);
  const wrong = stages.findIndex((stage) => stage === null);
  if (wrong >= 0) return { expected: `${STAGES_FORM}; "${texts[wrong]}" is none` };
  const usable = stages.filter((stage) => stage !== null);
  if (usable.every(({ to }) => to === 0)) return { expected: `${STAGES_FORM}; one load at least must be above 0` };
  return { value: usable };
}

/** Reads a ramp such as `1:50:120`: from 1 to 50 requests per second within 120 seconds. */
export function parseRamp(text: string): Read<StagePlan> {
  const parts = text.trim().split(":");
  const [from, to] = parts.slice(0, 2).map((part) => NUMBER.test(part) ? Number(part) : null);
  const seconds = readSeconds(parts[2] ?? "");
  const isWhole = parts.length === 3 && typeof from === "number" && typeof to === "number";
  if (!isWhole || seconds === null || seconds <= 0) return { expected: RAMP_FORM };
  if (from + to === 0) return { expected: `${RAMP_FORM}; one rate must be above 0` };
  return { value: { durationMs: seconds * 1000, from, to } };
}

function parseStage(text: string): StagePlan | null {
  const [time = "", load = "", ...rest] = text.split("@");
  const seconds = readSeconds(time);
  if (seconds === null || seconds <= 0 || rest.length > 0 || !NUMBER.test(load)) return null;
  return { durationMs: seconds * 1000, from: Number(load), to: Number(load) };
}
