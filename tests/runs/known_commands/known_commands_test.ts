import { deepStrictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { readKnownCommands } from "./known_commands.ts";

/** Their test would need an account of a hosted service; that of `--visualizer` plays one. */
const HOSTED: readonly string[] = ["visualizer"];
/** These run no command as it is. */
const OTHERS: readonly string[] = ["bad_inputs_test.ts", "known_commands_test.ts"];

Deno.test("each known command is run by a test", async () => {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  let tests = "";
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith("_test.ts") && !OTHERS.includes(name)) tests += await Deno.readTextFile(folder + name);
  }
  const missing = [...readKnownCommands().keys()].filter((name) => !tests.includes(`"${name}"`));
  deepStrictEqual(missing, HOSTED);
});
