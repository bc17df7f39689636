import type { OptionSpec } from "../../config/option_spec.ts";
import { describeStrayWords } from "../../config/parsing/argument_reader.ts";
import type { Environment } from "../../config/parsing/environment.ts";
import { parseOptions } from "../../config/parsing/parse_options.ts";
import { throwProblems } from "../../core/errors.ts";

/** Variables of `perf`, such as STREAMGAUGE_NAME, mean the load and not the machines that carry it. */
const OWN = /^STREAMGAUGE_(BUS|AGENT)/;

/** Reads the options of `bus` or `agent`; throws one error that names every mistake. */
export function readFleetValues<Values>(
  specs: readonly OptionSpec[],
  argv: readonly string[],
  env: Environment,
): Values {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => OWN.test(name)));
  const parsed = parseOptions(specs, argv, own);
  throwProblems([...parsed.problems, ...describeStrayWords(parsed.words)]);
  // `OptionTable<Values>` of each command ties each schema and default to the type of its key.
  return parsed.values as unknown as Values;
}
