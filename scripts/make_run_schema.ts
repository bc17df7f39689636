/** Writes the published JSON schema of `run.json`: `deno run --allow-write=docs scripts/make_run_schema.ts`. */
import { makeRunSchema } from "../src/report/reading/run_schema.ts";

await Deno.writeTextFile(
  new URL("../docs/run.schema.json", import.meta.url),
  `${JSON.stringify(makeRunSchema(), null, 2)}\n`,
);
