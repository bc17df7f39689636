import { type ParsedOptions, parseOptions } from "../config/parsing/parse_options.ts";
import { toRunFolder } from "../config/resolving/run_folder_name.ts";
import { suggest } from "../config/parsing/suggestion.ts";
import { type Problem, throwProblems } from "../core/errors.ts";
import { describeStrayWords } from "../config/parsing/argument_reader.ts";

/** Takes the one word that a command needs, out of the allowed ones; throws all problems of the command line at once. */
export function takeOperand(
  parsed: ParsedOptions<unknown>,
  { what, allowed }: { what: string; allowed: readonly string[] },
): string {
  const [first, ...extra] = parsed.words;
  const problems: Problem[] = [...parsed.problems, ...describeStrayWords(extra)];
  const known = `Write one of ${allowed.join(", ")}`;
  if (first === undefined) problems.push({ message: `The ${what} is missing`, hint: known });
  else if (!allowed.includes(first.text)) {
    const near = suggest(first.text, allowed);
    const hint = near === null ? known : `Did you mean "${near}"? ${known}`;
    problems.push({ message: `Unknown ${what} "${first.text}"`, hint });
  }
  throwProblems(problems);
  return first?.text ?? "";
}

/** Takes the first word of a command that has actions, of which options may follow. */
export function takeAction(argv: readonly string[], allowed: readonly string[]): string {
  const [first] = argv;
  const words = first === undefined || first.startsWith("-") ? [] : [first];
  return takeOperand(parseOptions([], words, {}), { what: "action", allowed });
}

/** Takes all words of a command line as folders of runs, at least so many; throws all problems of the command line at once. */
export function takeFolders(
  { words, problems }: ParsedOptions<unknown>,
  { least }: { readonly least: number },
): string[] {
  const missing: Problem[] = words.length >= least ? [] : [{
    message: least === 1 ? "The folder of a run is missing" : `At least ${least} folders of runs are needed`,
    hint: "Name folders that perf wrote, with run.json in them",
  }];
  const empty: Problem[] = words.some(({ text }) => text.trim() === "")
    ? [{ message: "The name of a folder is empty", hint: "A variable of the shell may not be set" }]
    : [];
  const read = words.map(({ text }) => toRunFolder(text));
  throwProblems([...problems, ...missing, ...empty, ...read.filter((given) => typeof given !== "string")]);
  return read.filter((given) => typeof given === "string");
}
