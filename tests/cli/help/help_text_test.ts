import { ok, strictEqual } from "node:assert";
import { COMMANDS } from "../../../src/cli/command_tree.ts";
import { renderCommandHelp, renderProgramHelp } from "../../../src/cli/help/help_text.ts";
import { createStyle } from "../../../src/cli/terminal/style.ts";

const PLAIN = createStyle({ hasColor: false });

/** Compares with a file in `golden`; `UPDATE_GOLDEN=1` writes it instead. */
function assertGolden(name: string, text: string): void {
  const path = new URL(`../golden/${name}`, import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") Deno.writeTextFileSync(path, text);
  strictEqual(text, Deno.readTextFileSync(path));
}

Deno.test("the program's help is as in the golden file", () => {
  assertGolden("help.txt", renderProgramHelp(COMMANDS, { width: 80, style: PLAIN }));
});

for (const command of COMMANDS) {
  Deno.test(`the help of ${command.name} at 80 columns is as in the golden file`, async () => {
    const help = renderCommandHelp(command, await command.loadOptions(), { width: 80, style: PLAIN });
    assertGolden(`help_${command.name}.txt`, help);
  });

  for (const width of [80, 100, 120]) {
    Deno.test(`the help of ${command.name} fits ${width} columns`, async () => {
      const help = renderCommandHelp(command, await command.loadOptions(), { width, style: PLAIN });
      strictEqual(help.split("\n").find((line) => line.length > width), undefined);
    });
  }

  Deno.test(`the help of ${command.name} tells of every option that is supported, and of no other`, async () => {
    const options = await command.loadOptions();
    const help = renderCommandHelp(command, options, { width: 120, style: PLAIN });
    for (const { flag, isPlanned } of options) {
      strictEqual(new RegExp(`^ .*--(\\[no-\\])?${flag}( |$)`, "m").test(help), isPlanned === undefined, flag);
    }
    ok(help.includes("Examples:"));
  });
}
