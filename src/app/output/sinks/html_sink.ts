import { readRunEnvironment } from "../../../report/files/run_environment.ts";
import { toRunJson } from "../../../report/files/run_json.ts";
import type { RunSink, SinkContext } from "../../run/run_sink.ts";

/** The page of a run, in its folder. */
export const PAGE_NAME = "perf_report.html";

/** Creates the sink of the page: made once at the end, from the results and the databases. */
export function createHtmlSink({ folder }: SinkContext): RunSink {
  return {
    name: PAGE_NAME,
    closes: "afterFiles",
    async close({ result, hasBegun }) {
      if (!hasBegun) return;
      const { writeHtmlReport } = await import("./html_file.ts");
      await writeHtmlReport(`${folder}/${PAGE_NAME}`, [{ run: toRunJson(result, readRunEnvironment()), folder }]);
    },
  };
}
