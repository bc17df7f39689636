import type { CommandCompletion, FlagCompletion } from "./completion_model.ts";

/** Writes the completion script for fish. */
export function renderFishScript(commands: readonly CommandCompletion[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  return [
    "# Completion of streamgauge for fish: save it as ~/.config/fish/completions/streamgauge.fish",
    "complete -c streamgauge -f",
    `complete -c streamgauge -n "not __fish_seen_subcommand_from ${names}" -s V -l version -d 'Show the version'`,
    ...commands.flatMap((command) => renderCommand(command, names)),
  ].join("\n");
}

function renderCommand(command: CommandCompletion, names: string): readonly string[] {
  const seen = `complete -c streamgauge -n "__fish_seen_subcommand_from ${command.name}"`;
  return [
    `complete -c streamgauge -n "not __fish_seen_subcommand_from ${names}" -a ${command.name} -d ${
      quote(command.summary)
    }`,
    ...command.operands.map((operand) => `${seen} -a ${operand}`),
    ...command.flags.map((flag) => `${seen} ${renderFlag(flag)}`),
  ];
}

function renderFlag(flag: FlagCompletion): string {
  const short = flag.short === null ? "" : `-s ${flag.short.slice(1)} `;
  return `${short}-l ${flag.flag.slice(2)}${toValue(flag)} -d ${quote(flag.help)}`;
}

function toValue(flag: FlagCompletion): string {
  if (!flag.takesValue) return "";
  if (flag.choices.length > 0) return ` -x -a ${quote(flag.choices.join(" "))}`;
  if (flag.path === "file") return " -r -F";
  return flag.path === "directory" ? " -x -a '(__fish_complete_directories)'" : " -x";
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
