import type { CommandCompletion, FlagCompletion } from "./completion_model.ts";

/** Writes the completion script for bash (4 and later; 3.2 of macOS lacks only the slash behind folders). */
export function renderBashScript(commands: readonly CommandCompletion[]): string {
  return `# Completion of streamgauge for bash: source <(streamgauge completions bash)
_streamgauge() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" flag="" words="" i
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} --help --version" -- "$current"))
    return
  fi
  [[ $current == "=" ]] && current=""
  # The option that the word belongs to: lists of values go on until the next option.
  for ((i = COMP_CWORD - 1; i > 1; i--)); do
    if [[ \${COMP_WORDS[i]} == -* ]]; then flag="\${COMP_WORDS[i]}"; break; fi
  done
  if [[ $current == -* ]]; then
    case "$command" in
${
    commands.map((command) => `      ${command.name}) words="${command.flags.map(({ flag }) => flag).join(" ")}" ;;`)
      .join("\n")
  }
    esac
  else
    case "$command $flag" in
${commands.flatMap(valueCases).map((line) => `      ${line}`).join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _streamgauge streamgauge`;
}

function valueCases(command: CommandCompletion): readonly string[] {
  const own = command.operands.length === 0 ? [] : [`"${command.name} "*) words="${command.operands.join(" ")}" ;;`];
  return [
    ...command.flags.filter(({ choices }) => choices.length > 0)
      .map((flag) => `${pattern(command, [flag])}) words="${flag.choices.join(" ")}" ;;`),
    ...pathCase(command, "file", "-f"),
    ...pathCase(command, "directory", "-d"),
    ...own,
  ];
}

function pathCase(command: CommandCompletion, path: "file" | "directory", option: string): readonly string[] {
  const flags = command.flags.filter((flag) => flag.path === path);
  if (flags.length === 0) return [];
  const reply = `compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen ${option} -- "$current")); return ;;`;
  return [`${pattern(command, flags)}) ${reply}`];
}

function pattern(command: CommandCompletion, flags: readonly FlagCompletion[]): string {
  return flags.map(({ flag }) => `"${command.name} ${flag}"`).join(" | ");
}
