import { ok } from "node:assert";
import { type Answer, type ReceivedRequest, startApiServer } from "../../support/api_server.ts";
import { runHere } from "../../support/command_line.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

/** What a run against a server came to. */
export interface ApiRun {
  /** The exit code; 0 also where it says that this machine was too busy to measure, which does not matter here. */
  readonly code: number;
  readonly stderr: string;
  /** `benchmark_summary.json`; empty when the run came to none. */
  readonly summary: Readonly<Record<string, unknown>>;
  /** Requests of the test of the connection and of the run, in their order. */
  readonly received: readonly ReceivedRequest[];
}

/** Runs `perf` with two requests against a server; `{url}` in the arguments stands for its address. */
export async function runAgainst(
  answer: (request: ReceivedRequest) => Answer,
  argv: readonly string[],
): Promise<ApiRun> {
  await using server = startApiServer(answer);
  let run: ApiRun | null = null;
  await withTemporaryFolder(async (folder) => {
    const own = argv.map((word) => word.replace("{url}", server.url));
    const fixed = ["--model", "m", "--number", "2", "--outputs-dir", folder, "--no-timestamp", "--name", "run"];
    const { code, stderr } = await runHere(["perf", ...fixed, ...own]);
    run = {
      code,
      stderr,
      summary: await readSummary(`${folder}/run`),
      received: [...server.received],
    };
  });
  ok(run !== null);
  return run;
}

async function readSummary(folder: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await Deno.readTextFile(`${folder}/parallel_1_number_2/benchmark_summary.json`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
