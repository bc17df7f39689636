import { type Problem, throwProblems } from "../../core/errors.ts";
import { DEFAULT_SIMULATOR_OPTIONS, type SimulatorOptions } from "../simulator_options.ts";
import { readSetting } from "./setting_readers.ts";

/**
 * Makes options of plain values by key, as the command line and configuration files give them; what is missing keeps
 * its default. Throws one `UsageError` that names everything that is wrong.
 */
export function toSimulatorOptions(values: Readonly<Record<string, unknown>>): SimulatorOptions {
  const problems: Problem[] = [];
  let options = DEFAULT_SIMULATOR_OPTIONS;
  for (const [key, value] of Object.entries(values)) {
    const read = readSetting(key, value);
    if (read === null) continue;
    if ("value" in read) options = { ...options, ...read.value };
    else {problems.push({
        message: `Cannot use "${String(value)}" for --${key.replaceAll("_", "-")}: ${read.expected}`,
      });}
  }
  const total = options.faults.reduce((sum, fault) => sum + fault.share, 0);
  if (total > 1 + 1e-9) problems.push({ message: `Shares of --fault add up to ${total}: they must not exceed 1` });
  throwProblems(problems);
  return options;
}
