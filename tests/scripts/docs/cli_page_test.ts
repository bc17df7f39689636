import { strictEqual } from "node:assert";
import { renderCliPage } from "../../../scripts/docs/cli_page.ts";

Deno.test("docs/cli.md is what scripts/make_cli_docs.ts writes", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/cli.md", import.meta.url));
  strictEqual(page, await renderCliPage());
});
