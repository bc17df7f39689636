import * as z from "zod";
import { type OptionTable, perfOptions } from "../../option_spec.ts";
import { integer, seconds, share, text } from "../value_schemas.ts";

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
export const ENDING_OPTIONS: OptionTable<EndingValues> = perfOptions<EndingValues>("Stopping and objectives", {
  grace: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ min: 0 }),
    defaultValue: null,
    defaultText: "what runs may finish",
    help: "Cut off what still runs so long after the end of --duration or --stages",
    isOurs: true,
    shapesWorkload: true,
  },
  max_errors: {
    placeholder: "N",
    unit: "requests",
    schema: () => integer({ min: 1 }),
    defaultValue: null,
    help: "Start nothing more at a point after so many failed requests",
    isOurs: true,
    shapesWorkload: true,
  },
  max_error_rate: {
    placeholder: "SHARE",
    schema: () => share(),
    defaultValue: null,
    help: "Start nothing more at a point when more than this share of its last 50 requests failed",
    isOurs: true,
    shapesWorkload: true,
  },
  max_failed: {
    placeholder: "SHARE",
    schema: () => share(),
    defaultValue: null,
    help: "End with exit code 1 when more requests failed than this share (0.05 or 5%)",
    isOurs: true,
    shapesWorkload: false,
  },
  goodput: {
    arity: "many",
    placeholder: "METRIC:LIMIT",
    pairSeparator: ":",
    schema: () => z.array(text()),
    defaultValue: null,
    help: "What each request is to keep, such as ttft:500ms tpot:30ms e2e:5s; a bare number is in ms",
    isOurs: true,
    shapesWorkload: true,
  },
  goodput_min: {
    placeholder: "SHARE",
    schema: () => share(),
    defaultValue: null,
    help: "End with exit code 1 when fewer requests than this share keep what --goodput asks",
    isOurs: true,
    shapesWorkload: false,
  },
});
