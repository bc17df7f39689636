import * as z from "zod";
import { VISUALIZER_NAMES, type VisualizerName } from "../../core/trackers.ts";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { httpUrl, integer, text, toggle, word } from "./value_schemas.ts";

/** Values of the options of logs and visualizers. */
export interface LoggingValues {
  readonly log_every_n_query: number;
  readonly debug: boolean;
  readonly enable_progress_tracker: boolean;
  readonly visualizer: readonly VisualizerName[];
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
    schema: () => integer({ min: 0 }),
    defaultValue: 100,
    help: "Write the figures so far to benchmark.log after each N requests",
    shapesWorkload: false,
  },
  debug: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Print requests and the chunks of replies",
    shapesWorkload: false,
  },
  enable_progress_tracker: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Accepted without effect: progress.json is always kept up to date",
    shapesWorkload: false,
  },
  visualizer: {
    arity: "many",
    placeholder: "NAME",
    schema: () => z.array(word(VISUALIZER_NAMES)),
    choices: VISUALIZER_NAMES,
    defaultValue: [],
    help: "Experiment tracker that is told of each point while it runs; repeatable",
    isRepeatable: true,
    shapesWorkload: false,
  },
  wandb_api_key: {
    placeholder: "KEY",
    schema: () => text(),
    defaultValue: null,
    help: "Key of Weights & Biases; better given as WANDB_API_KEY, which no process list shows",
    isSecret: true,
    shapesWorkload: false,
  },
  swanlab_api_key: {
    placeholder: "KEY",
    schema: () => text(),
    defaultValue: null,
    help: "Key of SwanLab, or local for files on this machine; better given as SWANLAB_API_KEY",
    isSecret: true,
    shapesWorkload: false,
  },
  swanlab_host: {
    placeholder: "URL",
    schema: () => httpUrl(),
    defaultValue: null,
    help: "Address of a SwanLab of one's own",
    envNames: ["SWANLAB_HOST"],
    shapesWorkload: false,
  },
  name: {
    placeholder: "TEXT",
    schema: () => text(),
    defaultValue: null,
    defaultText: "the model's last path component",
    help: "Name of the run and of its folder",
    shapesWorkload: false,
  },
  alias: {
    placeholder: "TEXT",
    schema: () => text(),
    defaultValue: null,
    defaultText: "--name, else the model with date and time",
    help: "Name of the run at experiment trackers and a name for people; the folder stays as it is",
    shapesWorkload: false,
  },
});
