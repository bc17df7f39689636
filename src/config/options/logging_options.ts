import type { OptionTable } from "../option_spec.ts";
import { anyText, integer, text, toggle } from "./value_schemas.ts";

const GROUP = "Logging";

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
}

/** Options of logs and visualizers. */
export const LOGGING_OPTIONS: OptionTable<LoggingValues> = {
  log_every_n_query: {
    flag: "log-every-n-query",
    key: "log_every_n_query",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "requests",
    schema: integer({ min: 1 }),
    defaultValue: 100,
    help: "Write the figures so far to benchmark.log after each N requests",
  },
  debug: {
    flag: "debug",
    key: "debug",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Print requests and the chunks of replies",
  },
  enable_progress_tracker: {
    flag: "enable-progress-tracker",
    key: "enable_progress_tracker",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Keep progress.json up to date",
  },
  visualizer: {
    flag: "visualizer",
    key: "visualizer",
    group: GROUP,
    arity: "one",
    schema: anyText(),
    defaultValue: null,
    help: "Where to send live figures",
    isPlanned: true,
  },
  wandb_api_key: {
    flag: "wandb-api-key",
    key: "wandb_api_key",
    group: GROUP,
    arity: "one",
    schema: anyText(),
    defaultValue: null,
    help: "Key of Weights & Biases",
    isSecret: true,
    isPlanned: true,
  },
  swanlab_api_key: {
    flag: "swanlab-api-key",
    key: "swanlab_api_key",
    group: GROUP,
    arity: "one",
    schema: anyText(),
    defaultValue: null,
    help: "Key of SwanLab",
    isSecret: true,
    isPlanned: true,
  },
  swanlab_host: {
    flag: "swanlab-host",
    key: "swanlab_host",
    group: GROUP,
    arity: "one",
    schema: anyText(),
    defaultValue: null,
    help: "Address of a private SwanLab",
    isPlanned: true,
  },
  name: {
    flag: "name",
    key: "name",
    group: GROUP,
    arity: "one",
    placeholder: "TEXT",
    schema: text(),
    defaultValue: null,
    defaultText: "the model's last path component",
    help: "Name of the run and of its folder",
  },
};
