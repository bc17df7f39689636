import { deepStrictEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { METRIC_CATALOG } from "../../src/metrics/catalog.ts";
import { createDatabaseSink } from "../../src/report/database/database_sink.ts";
import { RESULT_COLUMNS } from "../../src/report/database/result_columns.ts";
import { toPercentileRows } from "../../src/report/files/percentile_rows.ts";
import { toSummaryJson } from "../../src/report/files/summary_json.ts";
import { makeReplyRecord } from "../support/make_record.ts";
import { makeFullStep } from "../support/sample_parts.ts";
import { makeFailingStep } from "../support/sample_results.ts";

const PAGE = await Deno.readTextFile(new URL("../../docs/files.md", import.meta.url));

/** What each query of the page says of `makeDatabase`, in the order of the page. */
const ANSWERS: readonly unknown[] = [
  [
    { session_index: 2, latency: 0.44, first_chunk_latency: 0.3, completion_tokens: 3, finish_reason: "stop" },
    { session_index: 1, latency: 0.24, first_chunk_latency: 0.2, completion_tokens: 3, finish_reason: "stop" },
    { session_index: 0, latency: 0.14, first_chunk_latency: 0.1, completion_tokens: 3, finish_reason: "stop" },
  ],
  [{ failure_kind: "reset", status: 200, requests: 1, example: "Connection reset" }],
  [{ second: 0, requests: 1, tokens: 3 }, { second: 1, requests: 1, tokens: 3 }, { second: 2, requests: 1, tokens: 3 }],
  [{ session_index: 2, event: 2, gap_ms: 120 }],
  [{ ttft_p99_ms: 298 }],
  [{ kind: "content", events: 12 }],
  [
    { session_index: 0, content: "abc" },
    { session_index: 1, content: "abc" },
    { session_index: 2, content: "abc" },
  ],
];

async function makeDatabase(path: string): Promise<void> {
  const sink = createDatabaseSink(path, { commitRows: 10, storeContent: true, originEpochMs: 0 });
  await sink.open();
  const records = [0, 1, 2].map((index) => {
    const sentAtMs = index * 1000;
    const firstAtMs = sentAtMs + 100 * (index + 1);
    return makeReplyRecord({
      sessionIndex: index,
      sentAtMs,
      slotAtMs: 0,
      events: [[firstAtMs, "content"], [firstAtMs + 20, "content"], [firstAtMs + (index === 2 ? 140 : 40), "content"]],
    });
  });
  sink.add([...records, makeReplyRecord({ failure: { kind: "reset", message: "Connection reset" } })]);
  await sink.close("complete");
}

Deno.test("every SQL example of the page on files runs and answers what it says", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "benchmark_data.db");
    await makeDatabase(path);
    const connection = new DatabaseSync(path, { readOnly: true });
    const queries = [...PAGE.matchAll(/```sql\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
    const answers = queries.map((query) => connection.prepare(query).all().map((row) => ({ ...row })));
    connection.close();
    deepStrictEqual(roundAll(answers), ANSWERS);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the page on files names every column of the database", () => {
  for (const { name } of RESULT_COLUMNS) ok(PAGE.includes(`\`${name}\``), name);
});

Deno.test("the page on files names every key of the summary and every column of the percentiles", () => {
  const names = [makeFailingStep(), makeFullStep()].flatMap((step) => {
    return [...Object.keys(toSummaryJson(step)), ...Object.keys(toPercentileRows(step)[0] ?? {})];
  });
  for (const name of names) ok(PAGE.includes(`\`${name}\``), name);
  const inFiles = Object.values(METRIC_CATALOG).filter(({ shows }) => shows?.summaryFile ?? shows?.percentileFile);
  ok(new Set(names).size > inFiles.length);
});

function roundAll(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => typeof part === "number" ? Number(part.toFixed(6)) : part),
  );
}
