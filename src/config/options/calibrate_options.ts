import * as z from "zod";
import { TRANSPORT_CHOICES } from "../../core/transports.ts";
import type { TransportChoice } from "../../core/transports.ts";
import { type OptionTable, ownOptions } from "../option_spec.ts";
import { decimal, integer, text, toggle, word } from "./value_schemas.ts";

/** Values of the options of `calibrate`. */
export interface CalibrateValues {
  readonly parallel: readonly number[];
  readonly rate: readonly number[];
  readonly number: number | null;
  readonly tokens: string;
  readonly ttft: string;
  readonly itl: string;
  readonly shards: number;
  readonly transport: TransportChoice;
  readonly fail_above: number | null;
  readonly json: boolean;
  readonly cache_dir: string | null;
}

/** The options of `calibrate` by key. */
export const CALIBRATE_TABLE: OptionTable<CalibrateValues> = ownOptions<CalibrateValues>("Calibration", {
  parallel: {
    arity: "many",
    placeholder: "N",
    schema: () => z.array(integer({ min: 1 })),
    defaultValue: [64],
    help: "Requests at once, as in the load that is planned; several values calibrate several loads",
  },
  rate: {
    arity: "many",
    placeholder: "R",
    unit: "requests per second",
    schema: () => z.array(decimal({ above: 0 })),
    defaultValue: [],
    defaultText: "none, as fast as slots allow",
    help: "Requests per second of an open loop, instead of --parallel; several values calibrate several loads",
  },
  number: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: null,
    defaultText: "some ten seconds' worth, and 200 at the least",
    help: "Requests of each load",
  },
  tokens: {
    placeholder: "N",
    schema: () => text(),
    defaultValue: "100",
    help: "Tokens of each reply, as in `simulate`",
  },
  ttft: {
    placeholder: "MS",
    schema: () => text(),
    defaultValue: "100",
    help: "Time to the first token, as in `simulate`",
  },
  itl: {
    placeholder: "MS",
    schema: () => text(),
    defaultValue: "20",
    help: "Time from token to token, as in `simulate`",
  },
  shards: {
    placeholder: "N",
    schema: () => integer({ min: 0, max: 64 }),
    defaultValue: 0,
    defaultText: "0, as many as pay",
    help: "Event loops that carry the load",
  },
  transport: {
    placeholder: "TRANSPORT",
    schema: () => word(TRANSPORT_CHOICES),
    choices: TRANSPORT_CHOICES,
    defaultValue: "auto",
    help: "How requests are carried, as in the load that is planned",
  },
  fail_above: {
    placeholder: "MS",
    unit: "ms",
    schema: () => decimal({ above: 0 }),
    defaultValue: null,
    defaultText: "never",
    help: "Exit with code 1 where the error of TTFT or ITL at p99 is greater: a self-test for CI",
  },
  json: { arity: "flag", schema: () => toggle(), defaultValue: false, help: "Print the calibration as JSON" },
  cache_dir: {
    placeholder: "DIRECTORY",
    completes: "directory",
    schema: () => text(),
    defaultValue: null,
    defaultText: "the cache folder of the system",
    help: "Where calibrations are kept",
  },
});
