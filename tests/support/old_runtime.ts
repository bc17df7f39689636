/**
 * Loaded before the tests that carry whole runs in the process of the tests: runtimes before 2.9 give files and libraries
 * of such runs back late and count them as left open by the test. What is really left open newer ones tell.
 */
import { IS_OLD_RUNTIME } from "./runtime.ts";

type Run = Deno.TestDefinition["fn"];

function toDefinition(first: string | Deno.TestDefinition | Omit<Deno.TestDefinition, "fn">, run?: Run) {
  const named = typeof first === "string" ? { name: first } : first;
  const fn = run ?? ("fn" in named ? named.fn : undefined);
  if (fn === undefined) throw new Error("A test without a function");
  return { ...named, fn, sanitizeResources: false };
}

if (IS_OLD_RUNTIME) {
  const { test } = Deno;
  Object.defineProperty(Deno, "test", {
    value: (first: Parameters<typeof toDefinition>[0], run?: Run) => test(toDefinition(first, run)),
  });
}
