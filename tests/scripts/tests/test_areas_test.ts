import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { readTestAreas } from "../../../scripts/tests/test_areas.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const TESTS = fileURLToPath(new URL("../../", import.meta.url)).replace(/[\\/]$/, "");

Deno.test("every test file is in one area, the longest areas first", async () => {
  await withTemporaryFolder(async (folder) => {
    const paths = [
      "core/b_test.ts",
      "core/deep/a_test.ts",
      "cli/x_test.ts",
      "cli/local/y_test.ts",
      "recipes/readme_test.ts",
    ];
    for (const path of [...paths, "fixtures/z_test.ts", "core/help.ts", "html/page_test.tsx"]) {
      const place = `${folder}/${path}`;
      await Deno.mkdir(place.slice(0, place.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(place, "");
    }
    const areas = await readTestAreas(folder);
    deepStrictEqual(areas.map(({ name, files }) => [name, files.map((file) => file.slice(folder.length + 1))]), [
      ["recipes_readme", ["recipes/readme_test.ts"]],
      ["cli", ["cli/x_test.ts"]],
      ["cli_local", ["cli/local/y_test.ts"]],
      ["core", ["core/b_test.ts", "core/deep/a_test.ts"]],
      ["html", ["html/page_test.tsx"]],
    ]);
  });
});

Deno.test("this file is in the area of its folder", async () => {
  const all = await readTestAreas(TESTS);
  const own = all.filter(({ files }) => files.includes(fileURLToPath(import.meta.url)));
  strictEqual(own.map(({ name }) => name).join(), "scripts");
  ok(all.length > 15, `${all.length} areas`);
});
