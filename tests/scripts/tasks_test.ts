import { deepStrictEqual, ok } from "node:assert/strict";
import { ENGINE_FLAGS } from "../../scripts/engine_flags.ts";
import { PROGRAM_PERMISSIONS } from "../../scripts/program_permissions.ts";
import { TEST_PERMISSIONS } from "../../scripts/tests/test_permissions.ts";

interface Task {
  readonly description: string;
  readonly command: string;
}

const config: { tasks: Record<string, Task> } = JSON.parse(
  await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
);

Deno.test("the tasks that run the program grant what the program needs", () => {
  for (const name of ["perf", "simulate"]) {
    deepStrictEqual(
      config.tasks[name]?.command,
      `deno run --no-prompt ${[...ENGINE_FLAGS, ...PROGRAM_PERMISSIONS].join(" ")} main.ts ${name}`,
    );
  }
});

Deno.test("no task grants all permissions, and each says what it is for", () => {
  for (const [name, { command, description }] of Object.entries(config.tasks)) {
    ok(!/(^|\s)(-A|--allow-all)\b/.test(command), name);
    ok(description.length > 10, name);
  }
});

Deno.test("the tests can reach this machine only", () => {
  deepStrictEqual(TEST_PERMISSIONS.filter((flag) => flag.includes("net")), ["--allow-net=127.0.0.1,localhost,[::1]"]);
});
