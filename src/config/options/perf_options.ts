/**
 * The options of `perf`, group by group in the order of `benchmark_args.json`: the one table from which parsing, help,
 * defaults, validation, completion and documentation come.
 */
import type { OptionSpec, OptionTable } from "../option_spec.ts";
import { AGENTS_OPTIONS, type AgentsValues } from "./agents_options.ts";
import { BASELINE_OPTIONS, type BaselineValues } from "./baseline_options.ts";
import { CONNECTION_OPTIONS, type ConnectionValues } from "./connection_options.ts";
import { CONVERSATION_OPTIONS, type ConversationValues } from "./conversation_options.ts";
import { DATASET_OPTIONS, type DatasetValues } from "./dataset_options.ts";
import { GENERATION_OPTIONS, type GenerationValues } from "./generation_options.ts";
import { ENDING_OPTIONS, type EndingValues } from "./load/ending_options.ts";
import { ENGINE_OPTIONS, type EngineValues } from "./load/engine_options.ts";
import { LOAD_OPTIONS, type LoadValues } from "./load/load_options.ts";
import { RUN_OPTIONS, type RunValues } from "./load/run_options.ts";
import { SHAPE_OPTIONS, type ShapeValues } from "./load/shape_options.ts";
import { SLA_OPTIONS, type SlaValues } from "./load/sla_options.ts";
import { LOGGING_OPTIONS, type LoggingValues } from "./logging_options.ts";
import { MODEL_OPTIONS, type ModelValues } from "./model_options.ts";
import { OUTPUT_OPTIONS, type OutputValues } from "./output_options.ts";
import { PROMPT_OPTIONS, type PromptValues } from "./prompt_options.ts";
import { TLS_OPTIONS, type TlsValues } from "./tls_options.ts";
import { TELEMETRY_OPTIONS, type TelemetryValues } from "./telemetry_options.ts";
import { TUNING_OPTIONS, type TuningValues } from "./tuning_options.ts";

/** The values of all options of `perf`, by key. */
export interface PerfValues
  extends
    ModelValues,
    ConnectionValues,
    TlsValues,
    LoadValues,
    ShapeValues,
    EngineValues,
    EndingValues,
    RunValues,
    AgentsValues,
    SlaValues,
    TuningValues,
    LoggingValues,
    OutputValues,
    TelemetryValues,
    BaselineValues,
    PromptValues,
    DatasetValues,
    GenerationValues,
    ConversationValues {}

/** The options of `perf` by key. */
export const PERF_TABLE: OptionTable<PerfValues> = {
  ...MODEL_OPTIONS,
  ...CONNECTION_OPTIONS,
  ...TLS_OPTIONS,
  ...LOAD_OPTIONS,
  ...SHAPE_OPTIONS,
  ...ENGINE_OPTIONS,
  ...ENDING_OPTIONS,
  ...RUN_OPTIONS,
  ...AGENTS_OPTIONS,
  ...SLA_OPTIONS,
  ...TUNING_OPTIONS,
  ...LOGGING_OPTIONS,
  ...OUTPUT_OPTIONS,
  ...TELEMETRY_OPTIONS,
  ...BASELINE_OPTIONS,
  ...PROMPT_OPTIONS,
  ...DATASET_OPTIONS,
  ...GENERATION_OPTIONS,
  ...CONVERSATION_OPTIONS,
};

/** The options of `perf` in the order of `benchmark_args.json`. */
export const PERF_OPTIONS: readonly OptionSpec[] = Object.values(PERF_TABLE);
