import type { Command } from "./command.ts";
import { AGENT_COMMAND } from "./commands/agent_command.ts";
import { BUS_COMMAND } from "./commands/bus_command.ts";
import { CALIBRATE_COMMAND } from "./commands/calibrate_command.ts";
import { COMPARE_COMMAND } from "./commands/compare_command.ts";
import { COMPLETIONS_COMMAND } from "./commands/completions_command.ts";
import { CONFIG_COMMAND } from "./commands/config_command.ts";
import { DATASET_COMMAND } from "./commands/dataset_command.ts";
import { LIST_COMMAND } from "./commands/list_command.ts";
import { PERF_COMMAND } from "./commands/perf_command.ts";
import { REPORT_COMMAND } from "./commands/report_command.ts";
import { SHOW_COMMAND } from "./commands/show_command.ts";
import { SYNC_COMMAND } from "./commands/sync_command.ts";
import { WATCH_COMMAND } from "./commands/watch_command.ts";
import { SIMULATE_COMMAND } from "./commands/simulate_command.ts";

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  PERF_COMMAND,
  CONFIG_COMMAND,
  REPORT_COMMAND,
  COMPARE_COMMAND,
  SHOW_COMMAND,
  WATCH_COMMAND,
  SYNC_COMMAND,
  DATASET_COMMAND,
  SIMULATE_COMMAND,
  CALIBRATE_COMMAND,
  AGENT_COMMAND,
  BUS_COMMAND,
  LIST_COMMAND,
  COMPLETIONS_COMMAND,
];
