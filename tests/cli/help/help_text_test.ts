import { ok, strictEqual } from "node:assert";
import { COMMANDS } from "../../../src/cli/command_tree.ts";
import { renderCommandHelp, renderProgramHelp, renderShortHelp } from "../../../src/cli/help/help_text.ts";
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

  Deno.test(`the help of ${command.name} tells of every option`, async () => {
    const options = await command.loadOptions();
    const help = renderCommandHelp(command, options, { width: 120, style: PLAIN });
    for (const { flag } of options) {
      ok(new RegExp(`^ .*--(\\[no-\\])?${flag}( |$)`, "m").test(help), flag);
    }
    ok(help.includes("Examples:"));
  });
}

Deno.test("the short help of perf is what is used every day, in at most 25 lines", async () => {
  const [perf] = COMMANDS;
  ok(perf !== undefined);
  const options = await perf.loadOptions();
  for (const width of [60, 80, 120]) {
    const help = renderShortHelp(perf, options, { width, style: PLAIN });
    ok(help.trimEnd().split("\n").length <= 25);
    for (const flag of ["model", "url", "parallel", "number", "rate", "prompt", "dataset", "max-tokens"]) {
      ok(help.includes(` --${flag} `), flag);
    }
    ok(help.includes("streamgauge perf --help"));
  }
  assertGolden("help_perf_short.txt", renderShortHelp(perf, options, { width: 80, style: PLAIN }));
});

Deno.test("the help of perf begins with what is used every day", async () => {
  const [perf] = COMMANDS;
  ok(perf !== undefined);
  const help = renderCommandHelp(perf, await perf.loadOptions(), { width: 80, style: PLAIN });
  const placeOf = (flag: string) => help.search(new RegExp(`^ .*--${flag} `, "m"));
  const order = ["model", "url", "number", "max-tokens", "duration", "attn-implementation", "db-commit-interval"];
  ok(placeOf("model") < placeOf("url") && placeOf("url") < placeOf("number"));
  ok(Math.max(...order.slice(0, 5).map(placeOf)) < Math.min(...order.slice(5).map(placeOf)));
});
