// deno-lint-ignore-file house/unit-suffix -- keys are those of benchmark_args.json
import { z } from "zod";
import type { OptionTable } from "../../option_spec.ts";
import { decimal, integer, rate, seconds, toggle } from "../value_schemas.ts";

const GROUP = "Load";

/** Values of the options that say how much load to send. */
export interface LoadValues {
  readonly number: readonly number[];
  readonly parallel: readonly number[];
  readonly rate: readonly number[];
  readonly warmup_num: number;
  readonly open_loop: boolean;
  readonly sleep_interval: number;
  readonly duration: number | null;
  readonly shards: number;
}

// More event loops than this cost more than they carry on any machine known.
const MAX_SHARDS = 256;

/** Options that say how much load to send. */
export const LOAD_OPTIONS: OptionTable<LoadValues> = {
  number: {
    flag: "number",
    short: "n",
    key: "number",
    group: GROUP,
    arity: "many",
    placeholder: "N",
    unit: "requests",
    schema: z.array(integer({ min: 1 })),
    defaultValue: [1000],
    defaultText: "1000 requests; without end where --duration or --stages end the point",
    help: "Requests (conversations) of each point of the sweep; one value serves all points",
  },
  parallel: {
    flag: "parallel",
    aliases: ["concurrency"],
    key: "parallel",
    group: GROUP,
    arity: "many",
    placeholder: "N",
    schema: z.array(integer({ min: 1 })),
    defaultValue: [1],
    help: "Requests (conversations) at once; several values make a sweep; ignored with --open-loop",
  },
  rate: {
    flag: "rate",
    key: "rate",
    group: GROUP,
    arity: "many",
    placeholder: "R",
    unit: "requests per second",
    schema: z.array(rate()),
    defaultValue: [-1],
    defaultText: "-1, as fast as slots allow",
    help: "Mean requests per second, at random times (--arrival); several values make a sweep",
  },
  warmup_num: {
    flag: "warmup-num",
    key: "warmup_num",
    group: GROUP,
    arity: "one",
    placeholder: "N|SHARE",
    schema: decimal(),
    defaultValue: 0,
    help: "Requests sent before each point and left out of every metric; below 1: a share of the point's --number",
  },
  open_loop: {
    flag: "open-loop",
    key: "open_loop",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Send on schedule, however many requests run; needs --rate, --ramp or --stages",
  },
  sleep_interval: {
    flag: "sleep-interval",
    key: "sleep_interval",
    group: GROUP,
    arity: "one",
    placeholder: "SECONDS",
    unit: "s",
    schema: seconds({ min: 0 }),
    defaultValue: 5,
    help: "Pause between the points of a sweep",
  },
  duration: {
    flag: "duration",
    key: "duration",
    group: GROUP,
    arity: "one",
    placeholder: "SECONDS",
    unit: "s",
    schema: seconds({ above: 0 }),
    defaultValue: null,
    help: "Start nothing more after so long, at each point; what runs may finish",
  },
  shards: {
    flag: "shards",
    key: "shards",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    schema: integer({ min: 0, max: MAX_SHARDS }),
    defaultValue: 0,
    defaultText: "0, as many as pay",
    help: "Event loops that carry the load",
    isOurs: true,
  },
};
