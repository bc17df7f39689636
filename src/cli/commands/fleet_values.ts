import type { OptionTable } from "../../config/option_spec.ts";
import { describeStrayWords } from "../../config/parsing/argument_reader.ts";
import type { Environment } from "../../config/parsing/environment.ts";
import { parseTable } from "../../config/parsing/parse_options.ts";
import { throwProblems } from "../../core/errors.ts";

/** Variables of `perf`, such as STREAMGAUGE_NAME, mean the load and not the machines that carry it. */
const OWN = /^STREAMGAUGE_(BUS|AGENT)/;

/** Reads the options of `bus` or `agent`; throws one error that names every mistake. */
export function readFleetValues<Values>(
  table: OptionTable<Values>,
  argv: readonly string[],
  env: Environment,
): Values {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => OWN.test(name)));
  const parsed = parseTable(table, argv, own);
  throwProblems([...parsed.problems, ...describeStrayWords(parsed.words)]);
  return parsed.values;
}
