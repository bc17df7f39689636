/**
 * Writes `docs/cli.md` from the option tables.
 *
 *     deno run --allow-read --allow-write=docs --allow-env scripts/make_cli_docs.ts
 */
import { renderCliPage } from "./docs/cli_page.ts";

await Deno.writeTextFile(new URL("../docs/cli.md", import.meta.url), await renderCliPage());
