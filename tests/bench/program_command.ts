import { resolve } from "node:path";
import { ENGINE_FLAGS } from "../../scripts/engine_flags.ts";
import { PROGRAM_PERMISSIONS } from "../../scripts/program_permissions.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** The command that starts the program as users do: the binary that `STREAMGAUGE` names, else the source. */
export function programCommand(): readonly string[] {
  const binary = Deno.env.get("STREAMGAUGE");
  return binary
    ? [resolve(binary)]
    : [Deno.execPath(), "run", "--no-prompt", "--quiet", ...ENGINE_FLAGS, ...PROGRAM_PERMISSIONS, MAIN];
}
