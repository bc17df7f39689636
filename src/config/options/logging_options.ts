import { type OptionTable, perfOptions } from "../option_spec.ts";
import { anyText, integer, text, toggle } from "./value_schemas.ts";

/** Values of the options of logs and visualizers. */
export interface LoggingValues {
  readonly log_every_n_query: number;
  readonly debug: boolean;
  readonly enable_progress_tracker: boolean;
  readonly visualizer: string | null;
  readonly wandb_api_key: string | null;
  readonly swanlab_api_key: string | null;
  readonly swanlab_host: string | null;
  readonly name: string | null;
  readonly alias: string | null;
}

/** Options of logs and visualizers. */
export const LOGGING_OPTIONS: OptionTable<LoggingValues> = perfOptions<LoggingValues>("Logging", {
  log_every_n_query: {
    placeholder: "N",
    unit: "requests",
    schema: integer({ min: 0 }),
    defaultValue: 100,
    help: "Write the figures so far to benchmark.log after each N requests",
    shapesWorkload: false,
  },
  debug: {
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Print requests and the chunks of replies",
    shapesWorkload: false,
  },
  enable_progress_tracker: {
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Accepted without effect: progress.json is always kept up to date",
    shapesWorkload: false,
  },
  visualizer: {
    schema: anyText(),
    defaultValue: null,
    help: "Where to send live figures",
    isPlanned: true,
    shapesWorkload: false,
  },
  wandb_api_key: {
    schema: anyText(),
    defaultValue: null,
    help: "Key of Weights & Biases",
    isSecret: true,
    isPlanned: true,
    shapesWorkload: false,
  },
  swanlab_api_key: {
    schema: anyText(),
    defaultValue: null,
    help: "Key of SwanLab",
    isSecret: true,
    isPlanned: true,
    shapesWorkload: false,
  },
  swanlab_host: {
    schema: anyText(),
    defaultValue: null,
    help: "Address of a private SwanLab",
    isPlanned: true,
    shapesWorkload: false,
  },
  name: {
    placeholder: "TEXT",
    schema: text(),
    defaultValue: null,
    defaultText: "the model's last path component",
    help: "Name of the run and of its folder",
    shapesWorkload: false,
  },
  alias: {
    placeholder: "TEXT",
    schema: text(),
    defaultValue: null,
    help: "A name for people, kept with the arguments of the run; the folder stays as it is",
    shapesWorkload: false,
  },
});
