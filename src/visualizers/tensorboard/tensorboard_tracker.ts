import { hostname } from "node:os";
import { dirname } from "node:path";
import type { JsonObject } from "../../core/json.ts";
import type { MessageValue } from "../../core/protobuf.ts";
import { numbersOf, textsOf } from "../config_values.ts";
import {
  type FiguresEvent,
  isFigures,
  type Tracker,
  type TrackerEvent,
  type TrackerRun,
  type TrackerSession,
} from "../tracker.ts";
import { encodeEvent, encodeFileStart, toScalar, toTable, toText } from "./event_file.ts";
import { toHparamsEnd, toHparamsStart } from "./hparams.ts";

/** The folder inside that of the run for `tensorboard --logdir`. */
const LOG_FOLDER = "tensorboard";
/** Figures by which the hparams page compares points; the part before the slash is a section. */
const METRIC_TAGS = ["Req Throughput (req/s)", "Output Throughput (tok/s)", "Avg TTFT (ms)", "Avg Latency (s)"].map(
  (name) => `Summary/${name}`,
);

/** TensorBoard, by the files that it reads; a folder for each point, written while the load runs. */
export const TENSORBOARD: Tracker = {
  connect: ({ folder, notice }) => {
    const place = `${folder}/${LOG_FOLDER}`;
    notice(`TensorBoard: tensorboard --logdir ${place}`);
    return Promise.resolve({ openRun: (run) => Promise.resolve(openEventFile(place, run)) });
  },
  offline: null,
};

function openEventFile(place: string, run: TrackerRun): TrackerSession {
  const folder = `${place}/${run.name.replaceAll(/[^\w.-]+/g, "_")}`;
  const second = String(Math.floor(run.startedAtMs / 1000)).padStart(10, "0");
  const path = `${folder}/events.out.tfevents.${second}.${hostname()}.${run.id}`;
  return new EventFileSession(path, run);
}

class EventFileSession implements TrackerSession {
  readonly page = null;
  readonly #path: string;
  readonly #run: TrackerRun;

  constructor(path: string, run: TrackerRun) {
    this.#path = path;
    this.#run = run;
  }

  save(): JsonObject {
    return { path: this.#path };
  }

  async start(): Promise<void> {
    const { config, description, startedAtMs } = this.#run;
    const moment = { atMs: startedAtMs, step: 0 };
    const texts = [
      toText("config", `\`\`\`json\n${JSON.stringify(config, null, 2)}\n\`\`\``),
      toText("description", description),
    ];
    await Deno.mkdir(dirname(this.#path), { recursive: true });
    await Deno.writeFile(this.#path, encodeFileStart(startedAtMs));
    await this.#append(encodeEvent(moment, toHparamsStart(this.#run, METRIC_TAGS)));
    await this.#append(encodeEvent(moment, texts));
  }

  async send(events: readonly FiguresEvent[] | readonly [TrackerEvent]): Promise<void> {
    const records = (isFigures(events) ? [...events] : events).map((event) => encodeEvent(event, toValues(event)));
    for (const record of records) await this.#append(record);
  }

  async #append(record: Uint8Array): Promise<void> {
    await Deno.writeFile(this.#path, record, { append: true });
  }
}

function toValues(event: TrackerEvent): MessageValue[] {
  switch (event.kind) {
    case "figures":
      return Object.entries(event.values).map(([name, value]) => toScalar(`Performance/${name}`, value));
    case "summary":
      return [
        ...numbersOf(event.values).map(([name, value]) => toScalar(`Summary/${name}`, value)),
        ...textsOf(event.values).map(([name, value]) => toText(name, value)),
      ];
    case "table":
      return [toTable(event.name, [event.columns, ...event.rows.map((row) => row.map((cell) => String(cell ?? "")))])];
    case "file":
      // There is no place for files; the report lies beside.
      return [toText(event.name, `\`${event.path}\` in the folder of the run`)];
    case "end":
      return [toHparamsEnd(event)];
  }
}
