import { match, strictEqual } from "node:assert";
import { problemsOf } from "./plans.ts";

for (const flags of ["--api ./plugin.py", "--dataset ./plugin.py", "--dataset custom --dataset-path ./plugin.py"]) {
  Deno.test(`${flags} is answered with how to port a plug-in`, () => {
    const [problem, ...others] = problemsOf(flags);
    strictEqual(others.length, 0, JSON.stringify(others));
    match(problem?.message ?? "", /"\.\/plugin\.py".*it is a Python file/);
    match(problem?.hint ?? "", /docs\/porting\.md/);
  });
}
