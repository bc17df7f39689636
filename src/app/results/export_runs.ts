import { join } from "node:path";
import { toCsvLine } from "../../report/exports/csv.ts";
import { pointHead, toPointCells } from "../../report/exports/point_rows.ts";
import { toReportJunit } from "../../report/exports/report_junit.ts";
import { toReportMarkdown } from "../../report/exports/report_markdown.ts";
import { type ExportedRequest, REQUEST_COLUMNS } from "../../report/exports/request_columns.ts";
import { toWriteError, writeTextAtomically } from "../../report/files/atomic_file.ts";
import type { ReportModel } from "../../report/model/report_model.ts";
import { findDatabase } from "../../report/reading/own_report.ts";
import { openRequestTable } from "../../report/reading/request_rows.ts";
import { readStoredRequests } from "../../report/reading/stored_request.ts";

/** The forms in which results can be written out. */
export type ExportForm = "md" | "csv" | "jsonl" | "parquet" | "junit" | "github";

/** What runs are written into and who else is told. */
export interface ExportPlace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Export = (runs: readonly ReportModel[], place: ExportPlace) => Promise<readonly string[]>;

const EXPORTS = {
  md: (runs, { folder }) => writeText(join(folder, "report.md"), toReportMarkdown(runs)),
  csv: async (runs, { folder }) => [...await writePoints(runs, folder), ...await writeRequestCsv(runs, folder)],
  jsonl: writeJsonLines,
  parquet: writeParquet,
  junit: (runs, { folder }) => writeText(join(folder, "junit.xml"), toReportJunit(runs)),
  github: appendSummary,
} satisfies Record<ExportForm, Export>;

/** Writes runs out in the forms asked for; returns the paths of the files. */
export async function exportRuns(
  runs: readonly ReportModel[],
  forms: readonly ExportForm[],
  place: ExportPlace,
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const form of forms) written.push(...await EXPORTS[form](runs, place));
  return written;
}

async function writeText(path: string, text: string): Promise<readonly string[]> {
  await writeTextAtomically(path, text);
  return [path];
}

function writePoints(runs: readonly ReportModel[], folder: string): Promise<readonly string[]> {
  const lines = runs.flatMap(({ name, points }) => points.map((point) => toCsvLine(toPointCells(name, point))));
  return writeText(join(folder, "points.csv"), toCsvLine(pointHead()) + lines.join(""));
}

async function writeRequestCsv(runs: readonly ReportModel[], folder: string): Promise<readonly string[]> {
  const path = join(folder, "requests.csv");
  await writeLines(path, async function* () {
    yield toCsvLine(REQUEST_COLUMNS.map(({ name }) => name));
    for await (const row of eachRequest(runs)) yield toCsvLine(REQUEST_COLUMNS.map(({ read }) => read(row)));
  });
  return [path];
}

/** One object a line: all that the database holds of a request. */
async function writeJsonLines(runs: readonly ReportModel[], { folder }: ExportPlace): Promise<readonly string[]> {
  const path = join(folder, "requests.jsonl");
  await writeLines(path, async function* () {
    for await (const { run, point, database } of eachDatabase(runs)) {
      for (const row of readStoredRequests(database)) yield `${JSON.stringify({ run, point, ...row })}\n`;
    }
  });
  return [path];
}

async function writeParquet(runs: readonly ReportModel[], { folder }: ExportPlace): Promise<readonly string[]> {
  const { toRequestParquet } = await import("../../report/exports/parquet.ts");
  const path = join(folder, "requests.parquet");
  const bytes = toRequestParquet(await Array.fromAsync(eachRequest(runs)));
  try {
    await Deno.writeFile(path, bytes);
  } catch (cause) {
    throw toWriteError(path, cause);
  }
  return [path];
}

/** The summary of the job, where there is one. */
async function appendSummary(runs: readonly ReportModel[], { env }: ExportPlace): Promise<readonly string[]> {
  const path = env["GITHUB_STEP_SUMMARY"] ?? "";
  if (path === "") return [];
  try {
    await Deno.writeTextFile(path, toReportMarkdown(runs), { append: true });
  } catch (cause) {
    throw toWriteError(path, cause);
  }
  return [path];
}

async function* eachDatabase(
  runs: readonly ReportModel[],
): AsyncGenerator<{ readonly run: string; readonly point: string; readonly database: string }> {
  for (const { name: run, folder, points } of runs) {
    for (const { name: point } of points) {
      const database = await findDatabase(folder, point);
      if (database !== null) yield { run, point, database };
    }
  }
}

async function* eachRequest(runs: readonly ReportModel[]): AsyncGenerator<ExportedRequest> {
  for await (const { run, point, database } of eachDatabase(runs)) {
    using table = openRequestTable(database);
    for (const row of table.rows()) yield { ...row, run, point };
  }
}

/** Some lines at a time: a run of millions of requests is never in memory at once. */
async function writeLines(path: string, lines: () => AsyncGenerator<string>): Promise<void> {
  try {
    const readable = ReadableStream.from(lines()).pipeThrough(new TextEncoderStream());
    await Deno.writeFile(path, readable);
  } catch (cause) {
    throw toWriteError(path, cause);
  }
}
