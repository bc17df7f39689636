import { doesNotThrow, strictEqual, throws } from "node:assert";
import { requireSpareFiles } from "../../../src/app/run/spare_files.ts";
import { UsageError } from "../../../src/core/errors.ts";

Deno.test("a process that may open too few files for an event loop is told so, and keeps none of them open", () => {
  let opened = 0;
  const openUpTo = (most: number) => () => {
    if (opened === most) throw new Error("Too many open files (os error 24)");
    opened++;
    return { [Symbol.dispose]: () => void opened-- };
  };
  doesNotThrow(() => requireSpareFiles(openUpTo(24)));
  strictEqual(opened, 0);
  throws(() => requireSpareFiles(openUpTo(23)), (error) => {
    return error instanceof UsageError && /may open 23 more files, and an event loop needs 24/.test(error.message);
  });
  strictEqual(opened, 0);
});

Deno.test("this process has the files that an event loop needs", () => {
  doesNotThrow(() => requireSpareFiles());
});
