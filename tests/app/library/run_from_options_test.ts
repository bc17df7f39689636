import { deepStrictEqual, match, rejects } from "node:assert";
import { describePerf, runPerf } from "../../../src/app/library/run_from_options.ts";
import { UsageError } from "../../../src/core/errors.ts";

const ENV = { HOME: "/h" };

Deno.test("runPerf() of the library names all options that cannot be used", async () => {
  await rejects(() => runPerf({ number: 0, rate: [5, 0], stages: "soon" }, { env: ENV }), (error) => {
    deepStrictEqual(error instanceof UsageError && error.problems.map(({ message }) => message), [
      'Cannot use "0" for "number" in the options: must be a whole number of at least 1',
      'Cannot use "0" for "rate" in the options: must be a number above 0, or -1 for as fast as slots allow',
      'Cannot use "soon" for "stages" in the options: must be times with their loads, such as 30s@5,60s@20,30s@5; ' +
      '"soon" is none',
      "Option --model is missing",
    ]);
    return true;
  });
});

Deno.test("runPerf() of the library refuses a dry run, which describePerf() is for", async () => {
  await rejects(
    () => runPerf({ model: "m", prompt: "hi", dry_run: true }, { env: ENV }),
    /"dry_run" is for the command/,
  );
  const text = await describePerf({ model: "m", prompt: "hi", rate: 5, duration: "20s", open_loop: true }, {
    env: ENV,
  });
  match(text, /Takes 20 s until the last is sent/);
  match(text, /"content": "hi"/);
});
