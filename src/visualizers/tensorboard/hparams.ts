import { encodeMessage, type MessageSpec, type MessageValue } from "../../core/protobuf.ts";
import { flatten } from "../config_values.ts";
import type { EndEvent, TrackerRun } from "../tracker.ts";
import { toPluginValue } from "./event_file.ts";

const HPARAM_VALUE: MessageSpec = { number: [2, "double"], text: [3, "string"], flag: [4, "bool"] };
const PLUGIN: MessageSpec = {
  version: [1, "int"],
  experiment: [2, {
    createdSeconds: [3, "double"],
    hparams: [4, { name: [1, "string"], type: [4, "int"] }],
    metrics: [5, { name: [1, { tag: [2, "string"] }] }],
  }],
  start: [3, {
    hparams: [1, { key: [1, "string"], value: [2, HPARAM_VALUE] }],
    group: [4, "string"],
    startedSeconds: [5, "double"],
  }],
  end: [4, { status: [1, "int"], endedSeconds: [2, "double"] }],
};
/** Success, failure; the plugin knows no third. */
const STATUSES = { finished: 1, failed: 2, stopped: 2 } as const;

/** Makes the values by which the hparams page knows a run: what was set, and which figures it is judged by. */
export function toHparamsStart(run: TrackerRun, metricTags: readonly string[]): MessageValue[] {
  const params = Object.entries(flatten(run.config, "/")).map(([name, value]) => [name, toHparam(value)] as const);
  const experiment = {
    createdSeconds: run.startedAtMs / 1000,
    hparams: params.map(([name, value]) => ({ name, type: typeOf(value) })),
    metrics: metricTags.map((tag) => ({ name: { tag } })),
  };
  const start = {
    hparams: params.map(([key, value]) => ({ key, value })),
    // Sessions of one group are shown as repeats of one trial: each point has its own.
    group: run.id,
    startedSeconds: run.startedAtMs / 1000,
  };
  return [
    toPluginValue("_hparams_/experiment", encodeMessage(PLUGIN, { version: 0, experiment })),
    toPluginValue("_hparams_/session_start_info", encodeMessage(PLUGIN, { version: 0, start })),
  ];
}

/** Makes the value that says how a run ended. */
export function toHparamsEnd({ outcome, atMs }: EndEvent): MessageValue {
  const end = { status: STATUSES[outcome], endedSeconds: atMs / 1000 };
  return toPluginValue("_hparams_/session_end_info", encodeMessage(PLUGIN, { version: 0, end }));
}

function toHparam(value: unknown): MessageValue {
  if (typeof value === "boolean") return { flag: value };
  if (typeof value === "number") return { number: value };
  return { text: typeof value === "string" ? value : JSON.stringify(value) };
}

function typeOf(value: MessageValue): number {
  if ("flag" in value) return 2;
  return "number" in value ? 3 : 1;
}
