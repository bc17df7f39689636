import { fixturePath } from "../../support/fixture_files.ts";

/** All commands by their names, with `evalscope` replaced by `streamgauge`. */
export function readKnownCommands(): ReadonlyMap<string, string> {
  const text = Deno.readTextFileSync(fixturePath("known_commands/commands.sh"));
  const found = text.matchAll(/^# (.+)\nevalscope (perf(?:.*\\\n)*.*)$/gm);
  return new Map([...found].map(([, name = "", command = ""]) => [name, `streamgauge ${command}`]));
}

/** One of the commands. */
export function readKnownCommand(name: string): string {
  const command = readKnownCommands().get(name);
  if (command === undefined) throw new Error(`There is no command "${name}"`);
  return command;
}
