import { match, strictEqual } from "node:assert";
import { findObjection } from "../../../src/app/agents/serve.ts";

Deno.test("An agent takes any target, or those that its operator allows", () => {
  const target = "http://my-llm:8000/v1/chat/completions";
  strictEqual(findObjection(target, []), null);
  strictEqual(findObjection(target, ["http://other/*", "http://my-llm:*"]), null);
  strictEqual(findObjection(target, [target]), null);
  // A point is a point, and the whole address must fit.
  for (const pattern of ["http://my-llm", "http://my.llm:*", "*/v1", "https://*"]) {
    match(findObjection(target, [pattern]) ?? "", /allows no load to http:\/\/my-llm:8000/, pattern);
  }
  match(findObjection("http://user:word@host/v1", ["http://x"]) ?? "", /^(?!.*word)/);
});
