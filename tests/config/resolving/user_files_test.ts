import { strictEqual } from "node:assert";
import { readUserFile } from "../../../src/config/resolving/user_files.ts";
import { withTemporaryFile } from "../../support/temporary_folder.ts";

Deno.test("a byte order mark at the beginning of a file is none of its text, others are", () =>
  withTemporaryFile("\ufeff{}\ufeff\n", (path) => {
    strictEqual(readUserFile(path), "{}\ufeff\n");
    return Promise.resolve();
  }));
