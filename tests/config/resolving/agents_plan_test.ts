import { deepStrictEqual } from "node:assert";
import { problemsOf } from "./plans.ts";

const AGENTS = "--prompt hi --agents nats://127.0.0.1:4222";

/** What is said against --agents. */
function objectionsTo(flags: string): readonly string[] {
  return problemsOf(`${AGENTS} ${flags}`).map(({ message }) => message).filter((said) => said.startsWith("--agents"));
}

Deno.test("agents carry no load to a model that is started here, and any to a module whose name begins alike", () => {
  const refused = ["--agents carries no load to a model of this machine (--api local…)"];
  deepStrictEqual(objectionsTo("--api local"), refused);
  deepStrictEqual(objectionsTo("--api local_vllm"), refused);
  deepStrictEqual(objectionsTo("--api local_dialect.js --url http://h/v1/chat/completions"), []);
  deepStrictEqual(objectionsTo("--api openai --url http://h/v1/chat/completions"), []);
});
