// deno-lint-ignore-file house/unit-suffix -- keys are those of benchmark_args.json
import * as z from "zod";
import { type OptionTable, perfOptions } from "../../option_spec.ts";
import { anyText, decimal, integer, rate, seconds, toggle } from "../value_schemas.ts";

/** Values of the options that say how much load to send. */
export interface LoadValues {
  readonly scenario: string | null;
  readonly number: readonly number[];
  readonly parallel: readonly number[];
  readonly rate: readonly number[];
  readonly warmup_num: number;
  readonly enable_pd_metrics: boolean;
  readonly open_loop: boolean;
  readonly sleep_interval: number;
  readonly duration: number | null;
  readonly shards: number;
}

/** More event loops than this cost more than they carry on any machine known. */
export const MAX_SHARDS = 256;

/** Options that say how much load to send. */
export const LOAD_OPTIONS: OptionTable<LoadValues> = perfOptions<LoadValues>("Load", {
  scenario: {
    placeholder: "NAME|JSON",
    schema: () => anyText(),
    defaultValue: null,
    help:
      "agentx, or a JSON object with its settings: session trees of coding agents, carried out by AIPerf (--python)",
    shapesWorkload: true,
  },
  number: {
    short: "n",
    arity: "many",
    placeholder: "N",
    unit: "requests",
    schema: () => z.array(integer({ min: 1 })),
    defaultValue: [1000],
    defaultText: "1000 requests; without end where --duration or --stages end the point",
    help: "Requests (conversations) of each point of the sweep; one value serves all points",
    shapesWorkload: true,
    everyday: { order: 5, help: "Requests of each point of the sweep" },
  },
  parallel: {
    aliases: ["concurrency"],
    arity: "many",
    placeholder: "N",
    schema: () => z.array(integer({ min: 1 })),
    defaultValue: [1],
    help: "Requests (conversations) at once; several values make a sweep; ignored with --open-loop",
    shapesWorkload: true,
    everyday: { order: 4, help: "Requests at once; several make a sweep" },
  },
  rate: {
    arity: "many",
    placeholder: "R",
    unit: "requests per second",
    schema: () => z.array(rate()),
    defaultValue: [-1],
    defaultText: "-1, as fast as slots allow",
    help: "Mean requests per second, at random times (--arrival); several values make a sweep",
    shapesWorkload: true,
    everyday: { order: 6, help: "Mean requests per second" },
  },
  warmup_num: {
    placeholder: "N|SHARE",
    schema: () => decimal({ min: 0 }),
    defaultValue: 0,
    help: "Requests sent before each point and left out of every metric; below 1: a share of the point's --number",
    shapesWorkload: true,
  },
  enable_pd_metrics: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Measure the hand-over from prefill to decode: the first gap of each stream against its later ones",
    shapesWorkload: true,
  },
  open_loop: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Send on schedule, however many requests run; needs --rate, --ramp or --stages",
    shapesWorkload: true,
  },
  sleep_interval: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ min: 0 }),
    defaultValue: 5,
    help: "Pause between the points of a sweep",
    shapesWorkload: false,
  },
  duration: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ above: 0 }),
    defaultValue: null,
    help: "Start nothing more after so long, at each point; what runs may finish",
    shapesWorkload: true,
    everyday: { order: 7, help: "Start nothing more after so long" },
  },
  shards: {
    placeholder: "N",
    schema: () => integer({ min: 0, max: MAX_SHARDS }),
    defaultValue: 0,
    defaultText: "0, as many as pay",
    help: "Event loops that carry the load",
    isOurs: true,
    shapesWorkload: true,
  },
});
