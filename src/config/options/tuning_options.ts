// deno-lint-ignore-file house/unit-suffix -- keys are those of benchmark_args.json
import type { OptionTable } from "../option_spec.ts";
import { integer } from "./value_schemas.ts";

const GROUP = "Tuning knobs";

/** Values of the knobs of the client itself. */
export interface TuningValues {
  readonly db_commit_interval: number;
  readonly queue_size_multiplier: number;
  readonly in_flight_task_multiplier: number;
  readonly num_workers: number;
}

/** Knobs of the client itself. */
export const TUNING_OPTIONS: OptionTable<TuningValues> = {
  db_commit_interval: {
    flag: "db-commit-interval",
    key: "db_commit_interval",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "rows",
    schema: integer(),
    defaultValue: 1000,
    help: "Most rows written to the database at once; what is older than a second or two is written anyway",
  },
  queue_size_multiplier: {
    flag: "queue-size-multiplier",
    key: "queue_size_multiplier",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    schema: integer(),
    defaultValue: 5,
    help: "Accepted without effect: results never hold the load up here",
  },
  in_flight_task_multiplier: {
    flag: "in-flight-task-multiplier",
    key: "in_flight_task_multiplier",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    schema: integer(),
    defaultValue: 2,
    help: "Accepted without effect: a request is prepared before its slot is free",
  },
  num_workers: {
    flag: "num-workers",
    key: "num_workers",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    schema: integer({ min: 0 }),
    defaultValue: 0,
    help: "Accepted without effect: prompts are made while the load runs",
  },
};
