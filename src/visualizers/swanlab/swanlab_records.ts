import { encodeMessage, type MessageSpec, type MessageValue } from "../../core/protobuf.ts";
import { encodeRecordLog } from "../record_log.ts";
import type { TrackerRun } from "../tracker.ts";
import type { LocalRun } from "./local_run.ts";
import { COLOR, JOB_TYPE, sectionOf, toTableFile } from "./swanlab_values.ts";

const TIME: MessageSpec = { seconds: [1, "int"], nanos: [2, "int"] };
const RECORD: MessageSpec = {
  number: [1, "int"],
  time: [2, TIME],
  start: [10, {
    project: [1, "string"],
    name: [4, "string"],
    description: [5, "string"],
    tags: [6, "string"],
    group: [7, "string"],
    jobType: [8, "string"],
    color: [9, "string"],
    id: [10, "string"],
    startedAt: [12, TIME],
  }],
  finish: [11, { state: [1, "int"], finishedAt: [3, TIME] }],
  column: [12, {
    class: [1, "int"],
    type: [2, "int"],
    key: [3, "string"],
    section: [5, "string"],
    sectionType: [6, "int"],
  }],
  scalar: [13, {
    key: [1, "string"],
    step: [2, "int"],
    type: [3, "int"],
    time: [4, TIME],
    value: [5, { number: [1, "double"] }],
  }],
  media: [14, {
    key: [1, "string"],
    step: [2, "int"],
    type: [3, "int"],
    time: [4, TIME],
    value: [5, { items: [1, { name: [1, "string"], sha256: [2, "string"], size: [3, "int"] }] }],
  }],
  log: [16, { line: [1, "string"], time: [3, TIME], epoch: [4, "int"] }],
  save: [20, { name: [1, "string"], path: [2, "string"], target: [3, "string"], type: [5, "int"] }],
};
const HEADER = { magic: ":SWL", number: 0xe1d6, version: 2 } as const;
const TYPES = { scalar: 1, table: 6 } as const;
const CUSTOM_CLASS = 1;
const PUBLIC_SECTION = 3;
const STATES = { finished: 1, failed: 2, stopped: 3 } as const;
/** The numbers of records that come once. */
const NUMBERS = { start: -1, finish: -2, config: -3, metadata: -4 } as const;

/** Encodes a run as the file that `swanlab sync` reads. */
export function encodeSwanlabRecords(
  run: TrackerRun,
  local: LocalRun,
  { folder, project }: { folder: string; project: string },
): Uint8Array<ArrayBuffer> {
  const list = new RecordList(local.endedAtMs);
  const { id, name, description, tags, group } = run;
  const start = { project, name, description, tags, group, jobType: JOB_TYPE, color: COLOR, id };
  list.once(NUMBERS.start, { start: { ...start, startedAt: toTime(run.startedAtMs) } });
  list.once(NUMBERS.config, { save: { name: "config", path: `${folder}/files/config.yaml`, type: 1 } });
  list.once(NUMBERS.metadata, { save: { name: "metadata", path: `${folder}/files/swanlab-metadata.json`, type: 2 } });
  addSeries(list, local);
  addTables(list, local);
  for (const { name: file } of local.files) {
    list.add({ save: { name: file, path: `${folder}/files/${file}`, target: `${folder}/files/${file}` } });
  }
  for (const [index, text] of local.texts.entries()) {
    list.add({ log: { line: text.join(": "), time: toTime(local.endedAtMs), epoch: index + 1 } });
  }
  list.once(NUMBERS.finish, { finish: { state: STATES[local.outcome], finishedAt: toTime(local.endedAtMs) } });
  return encodeRecordLog(HEADER, list.records);
}

function addSeries(list: RecordList, { series }: LocalRun): void {
  for (const [key, points] of series) {
    list.add({ column: toColumn(key, TYPES.scalar) });
    for (const { step, atMs, value } of points) {
      list.add({ scalar: { key, step, type: TYPES.scalar, time: toTime(atMs), value: { number: value } } });
    }
  }
}

function addTables(list: RecordList, { tables }: LocalRun): void {
  for (const table of tables) {
    const { name, sha256, bytes } = toTableFile(table);
    list.add({ column: toColumn(table.name, TYPES.table) });
    const value = { items: [{ name, sha256, size: bytes.length }] };
    list.add({ media: { key: table.name, step: table.step, type: TYPES.table, time: toTime(table.atMs), value } });
  }
}

function toColumn(key: string, type: number): MessageValue {
  const column = { class: CUSTOM_CLASS, type, key, sectionType: PUBLIC_SECTION };
  return type === TYPES.scalar ? { ...column, section: sectionOf(key) } : column;
}

class RecordList {
  readonly records: Uint8Array[] = [];
  readonly #time: MessageValue;
  #last = 0;

  constructor(atMs: number) {
    this.#time = toTime(atMs);
  }

  once(number: number, record: MessageValue): void {
    this.records.push(encodeMessage(RECORD, { number, time: this.#time, ...record }));
  }

  add(record: MessageValue): void {
    this.once(++this.#last, record);
  }
}

function toTime(epochMs: number): MessageValue {
  return { seconds: Math.floor(epochMs / 1000), nanos: Math.round(epochMs % 1000 * 1e6) };
}
