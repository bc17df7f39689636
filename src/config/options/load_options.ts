// deno-lint-ignore-file house/unit-suffix -- keys are those of benchmark_args.json
import { z } from "zod";
import type { OptionTable } from "../option_spec.ts";
import { decimal, integer, seconds, share, toggle } from "./value_schemas.ts";

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
  readonly max_failed: number | null;
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
    help: "Requests of each point of the sweep; one value serves all points",
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
    help: "Requests at once; several values make a sweep",
  },
  rate: {
    flag: "rate",
    key: "rate",
    group: GROUP,
    arity: "many",
    schema: z.array(decimal()),
    defaultValue: [-1],
    help: "Requests per second; -1: as fast as slots allow",
    isPlanned: true,
  },
  warmup_num: {
    flag: "warmup-num",
    key: "warmup_num",
    group: GROUP,
    arity: "one",
    schema: decimal(),
    defaultValue: 0,
    help: "Warm-up requests, as a count or a share",
    isPlanned: true,
  },
  open_loop: {
    flag: "open-loop",
    key: "open_loop",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Send on schedule without waiting for replies",
    isPlanned: true,
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
    schema: seconds({ above: 0 }),
    defaultValue: null,
    help: "Longest time of a point",
    isPlanned: true,
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
