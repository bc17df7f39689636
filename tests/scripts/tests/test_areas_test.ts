import { deepStrictEqual, ok } from "node:assert";
import { fileURLToPath } from "node:url";
import { AREAS, readTestAreas } from "../../../scripts/tests/test_areas.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const TESTS = fileURLToPath(new URL("../../", import.meta.url)).replace(/[\\/]$/, "");

Deno.test("every test file is in one area, the longest areas first", async () => {
  await withTemporaryFolder(async (folder) => {
    const paths = [
      "core/b_test.ts",
      "core/deep/a_test.ts",
      "cli/help/x_test.ts",
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
      ["recipes", ["recipes/readme_test.ts"]],
      ["cli", ["cli/help/x_test.ts"]],
      ["others", ["core/b_test.ts", "core/deep/a_test.ts", "html/page_test.tsx"]],
      ["cli/local", ["cli/local/y_test.ts"]],
    ]);
  });
});

Deno.test("each folder that runs apart is there, and this file is with the others", async () => {
  const all = await readTestAreas(TESTS);
  deepStrictEqual(all.map(({ name }) => name), AREAS);
  const others = all.find(({ name }) => name === "others");
  ok(others?.files.includes(fileURLToPath(import.meta.url)));
});
