import { z } from "zod";
import type { OptionTable } from "../../option_spec.ts";
import { integer, seconds, share, text } from "../value_schemas.ts";

const GROUP = "Stopping and promises";

/** Values of the options that end a point early or judge the run. */
export interface EndingValues {
  readonly grace: number | null;
  readonly max_errors: number | null;
  readonly max_error_rate: number | null;
  readonly max_failed: number | null;
  readonly goodput: readonly string[] | null;
  readonly goodput_min: number | null;
}

/** Options that end a point early or judge the run. */
export const ENDING_OPTIONS: OptionTable<EndingValues> = {
  grace: {
    flag: "grace",
    key: "grace",
    group: GROUP,
    arity: "one",
    placeholder: "SECONDS",
    unit: "s",
    schema: seconds({ min: 0 }),
    defaultValue: null,
    defaultText: "what runs may finish",
    help: "Cut off what still runs so long after the end of --duration or --stages",
    isOurs: true,
  },
  max_errors: {
    flag: "max-errors",
    key: "max_errors",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "requests",
    schema: integer({ min: 1 }),
    defaultValue: null,
    help: "Start nothing more at a point after so many failed requests",
    isOurs: true,
  },
  max_error_rate: {
    flag: "max-error-rate",
    key: "max_error_rate",
    group: GROUP,
    arity: "one",
    placeholder: "SHARE",
    schema: share(),
    defaultValue: null,
    help: "Start nothing more at a point when more than this share of its last 50 requests failed",
    isOurs: true,
  },
  max_failed: {
    flag: "max-failed",
    key: "max_failed",
    group: GROUP,
    arity: "one",
    placeholder: "SHARE",
    schema: share(),
    defaultValue: null,
    help: "End with exit code 1 when more requests failed than this share (0.05 or 5%)",
    isOurs: true,
  },
  goodput: {
    flag: "goodput",
    key: "goodput",
    group: GROUP,
    arity: "many",
    placeholder: "METRIC:LIMIT",
    pairSeparator: ":",
    schema: z.array(text()),
    defaultValue: null,
    help: "What each request is to keep, such as ttft:500ms tpot:30ms e2e:5s; a bare number is in ms",
    isOurs: true,
  },
  goodput_min: {
    flag: "goodput-min",
    key: "goodput_min",
    group: GROUP,
    arity: "one",
    placeholder: "SHARE",
    schema: share(),
    defaultValue: null,
    help: "End with exit code 1 when fewer requests than this share keep what --goodput promises",
    isOurs: true,
  },
};
