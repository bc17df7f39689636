/** Bundles the code of report pages into a module: run it after a change of `src/report/html/client` or `src/report/charts`. */
import { makeReportClient } from "./build/report_client.ts";

await Deno.writeTextFile(new URL("../src/report/html/client_code.ts", import.meta.url), await makeReportClient());
