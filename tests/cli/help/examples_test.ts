import { deepStrictEqual, ok } from "node:assert";
import { planSimulation } from "../../../src/app/simulate.ts";
import { COMMANDS } from "../../../src/cli/command_tree.ts";
import { parseOptions } from "../../../src/config/parsing/parse_options.ts";
import { SIMULATE_TABLE, type SimulateValues } from "../../../src/config/simulate_options.ts";

/** Takes an example apart as a shell does, as far as the examples go: quotes and continued lines. */
function splitWords(example: string): readonly string[] {
  const words = example.replaceAll("\\\n", " ").match(/'[^']*'|\S+/g) ?? [];
  return words.map((word) => word.replaceAll("'", ""));
}

for (const command of COMMANDS.filter(({ operands }) => operands.length === 0)) {
  for (const example of command.examples) {
    Deno.test(`the help's example works: ${example.replaceAll("\\\n", "")}`, async () => {
      const [program, name, ...argv] = splitWords(example);
      deepStrictEqual([program, name], ["streamgauge", command.name]);
      const { problems, words } = parseOptions(await command.loadOptions(), argv, {});
      deepStrictEqual([problems, words.length > 0], [[], command.takesFolders === true]);
    });
  }
}

Deno.test("the simulator takes the settings of its help's examples", () => {
  const examples = COMMANDS.find(({ name }) => name === "simulate")?.examples ?? [];
  ok(examples.length > 0);
  for (const example of examples) {
    const { values } = parseOptions(Object.values(SIMULATE_TABLE), splitWords(example).slice(2), {});
    planSimulation(values as unknown as SimulateValues);
  }
});
