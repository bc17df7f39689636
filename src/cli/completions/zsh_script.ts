import type { CommandCompletion, FlagCompletion } from "./completion_model.ts";

/** Writes the completion script for zsh. */
export function renderZshScript(commands: readonly CommandCompletion[]): string {
  return `#compdef streamgauge
# Completion of streamgauge for zsh: save it as _streamgauge in a folder of $fpath
_streamgauge() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`).join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    _arguments '--help[Show help]' '--version[Show the version]'
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case "$command" in
${commands.map(renderCommand).join("\n")}
  esac
}
if [[ $funcstack[1] == _streamgauge ]]; then _streamgauge "$@"; else compdef _streamgauge streamgauge; fi`;
}

function renderCommand(command: CommandCompletion): string {
  const flags = command.flags.flatMap(toArguments);
  const operands = command.operands.length === 0 ? [] : [quote(`1:word:(${command.operands.join(" ")})`)];
  return `    ${command.name})
      _arguments -s \\
${[...flags, ...operands].map((argument) => `        ${argument}`).join(" \\\n")}
      ;;`;
}

function toArguments(flag: FlagCompletion): readonly string[] {
  const names = flag.short === null ? [flag.flag] : [flag.short, flag.flag];
  const help = flag.help.replace(/[[\]\\:]/g, "\\$&");
  return names.map((name) => quote(`*${name}[${help}]${toAction(flag)}`));
}

function toAction(flag: FlagCompletion): string {
  if (!flag.takesValue) return "";
  if (flag.choices.length > 0) return `:value:(${flag.choices.join(" ")})`;
  if (flag.path === "file") return ":file:_files";
  return flag.path === "directory" ? ":folder:_files -/" : ":value: ";
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
