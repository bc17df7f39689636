// deno-lint-ignore-file house/unit-suffix -- keys are those of benchmark_args.json
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { integer } from "./value_schemas.ts";

/** Values of the knobs of the client itself. */
export interface TuningValues {
  readonly db_commit_interval: number;
  readonly queue_size_multiplier: number;
  readonly in_flight_task_multiplier: number;
  readonly num_workers: number;
}

/** Knobs of the client itself. */
export const TUNING_OPTIONS: OptionTable<TuningValues> = perfOptions<TuningValues>("Tuning knobs", {
  db_commit_interval: {
    placeholder: "N",
    unit: "rows",
    schema: () => integer({ min: 0 }),
    defaultValue: 1000,
    help: "Most rows written to the database at once (0: one); what is older than a second or two is written anyway",
    shapesWorkload: false,
  },
  queue_size_multiplier: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: 5,
    help: "Accepted without effect: results never hold the load up here",
    shapesWorkload: false,
  },
  in_flight_task_multiplier: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: 2,
    help: "Accepted without effect: a request is prepared before its slot is free",
    shapesWorkload: false,
  },
  num_workers: {
    placeholder: "N",
    schema: () => integer({ min: 0 }),
    defaultValue: 0,
    help: "Accepted without effect: prompts are made while the load runs",
    shapesWorkload: false,
  },
});
