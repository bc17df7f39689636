import * as z from "zod";
import { type OptionTable, ownOptions } from "../option_spec.ts";
import { integer, text, toggle, word } from "../options/value_schemas.ts";

const STATS_FORMS = ["table", "json"] as const;

/** Values of the options that say where the simulator listens and what it lets in. */
export interface SimulateServerValues {
  readonly host: string;
  readonly port: number;
  readonly model: readonly string[];
  readonly strict_model: boolean;
  readonly api_key: string | null;
  readonly seed: number;
  readonly stats: "table" | "json";
  readonly truth: string | null;
  readonly exit_with_stdin: boolean;
}

/** Options that say where the simulator listens and what it lets in. */
export const SIMULATE_SERVER_OPTIONS: OptionTable<SimulateServerValues> = ownOptions<SimulateServerValues>("Server", {
  host: {
    placeholder: "ADDRESS",
    schema: () => text(),
    defaultValue: "127.0.0.1",
    help: "Address to listen on; 0.0.0.0 for all of them",
  },
  port: {
    placeholder: "PORT",
    schema: () => integer({ min: 0, max: 65_535 }),
    defaultValue: 8877,
    help: "Port to listen on; 0 takes a free one, the first line of the output tells which",
  },
  model: {
    arity: "many",
    placeholder: "NAME",
    schema: () => z.array(text()),
    defaultValue: ["simulated"],
    isRepeatable: true,
    help: "Names that the list of models shows; requests may ask for others",
  },
  strict_model: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Answer requests for other models with 404",
  },
  api_key: {
    placeholder: "KEY",
    schema: () => text(),
    defaultValue: null,
    defaultText: "none",
    isSecret: true,
    help: "Answer requests without this key with 401",
  },
  seed: {
    placeholder: "N",
    schema: () => integer({ min: 0, max: 2 ** 32 - 1 }),
    defaultValue: 0,
    help: "Seed of everything that is drawn: the n-th request gets the same reply in every run",
  },
  stats: {
    placeholder: "FORM",
    schema: () => word(STATS_FORMS),
    choices: STATS_FORMS,
    defaultValue: "table",
    help: "How to print, at the end, what was really sent and how late it was",
  },
  truth: {
    placeholder: "FILE",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "Write what was really sent of each streamed reply, a line of JSON each, by the request's X-Request-Id",
  },
  exit_with_stdin: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "End when standard input closes, so that the simulator never outlives its starter",
  },
});
