/**
 * Loaded before all tests: runtimes before 2.9 give files and libraries back late, and end what they read ahead late, and
 * count that as left open by the test. What is really left open newer ones tell.
 */
import { IS_OLD_RUNTIME } from "./runtime.ts";

type Run = Deno.TestDefinition["fn"];
type Options = Omit<Deno.TestDefinition, "fn"> & { readonly fn?: Run };

function toDefinition(first: string | Options, run?: Run): Deno.TestDefinition {
  const named = typeof first === "string" ? { name: first } : first;
  const fn = run ?? ("fn" in named ? named.fn : undefined);
  if (fn === undefined) throw new Error("A test without a function");
  return { ...named, fn, sanitizeResources: false, sanitizeOps: false };
}

if (IS_OLD_RUNTIME) {
  const { test } = Deno;
  Object.defineProperty(Deno, "test", {
    value: (first: string | Options, run?: Run) => test(toDefinition(first, run)),
  });
}
