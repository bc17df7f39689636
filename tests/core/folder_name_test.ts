import { deepStrictEqual } from "node:assert/strict";
import { toFolderName } from "../../src/core/folder_name.ts";

Deno.test("toFolderName() makes names that every system takes", () => {
  deepStrictEqual(["..", "a.", "\0x", ""].map(toFolderName), ["__", "a_", "_x", "_"]);
});
