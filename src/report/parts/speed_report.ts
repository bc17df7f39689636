import type { JsonObject } from "../../core/json.ts";
import type { SpeedRow } from "../../metrics/step_metrics.ts";
import { roundForFile } from "../text/rounding.ts";
import { formatNumber } from "../text/number_text.ts";
import type { TextTable } from "../text/text_table.ts";

const BYTES_PER_GB = 1e9;

/** Makes the rows of `speed_benchmark.json`; memory that nobody measured is `null`. */
export function toSpeedJson(rows: readonly SpeedRow[]): JsonObject[] {
  return rows.map(({ promptTokens, tokensPerSecond, gpuMemoryBytes }) => ({
    "Prompt Tokens": promptTokens,
    "Speed(tokens/s)": roundForFile(tokensPerSecond),
    "GPU Memory(GB)": roundForFile(toGigabytes(gpuMemoryBytes)),
  }));
}

/** Builds the table of speed by length of the prompt. */
export function buildSpeedTable(rows: readonly SpeedRow[]): TextTable {
  return {
    columns: [
      { title: "Prompt Tokens", align: "right" },
      { title: "Num", align: "right" },
      { title: "Speed (tokens/s)", align: "right" },
      { title: "GPU Memory (GB)", align: "right", dropOrder: 1 },
    ],
    rows: rows.map(({ promptTokens, requests, tokensPerSecond, gpuMemoryBytes }) => [
      formatNumber(promptTokens, 0),
      formatNumber(requests, 0),
      formatNumber(tokensPerSecond, 2),
      formatNumber(toGigabytes(gpuMemoryBytes), 2),
    ]),
  };
}

function toGigabytes(bytes: number | null): number | null {
  return bytes === null ? null : bytes / BYTES_PER_GB;
}
