/// <reference lib="deno.unstable" />
import plugin from "../../../scripts/lint_plugin.ts";

/** Runs one house rule over a source text as if it stood in the named file; returns what the rule says. */
export function messagesOf(rule: string, fileName: string, source: string): string[] {
  const found = plugin.rules[rule];
  if (found === undefined) throw new Error(`No rule "${rule}"`);
  return Deno.lint.runPlugin({ name: "house", rules: { [rule]: found } }, fileName, source)
    .map((diagnostic) => diagnostic.message);
}
