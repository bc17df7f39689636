import * as z from "zod";
import { DataError } from "../core/errors.ts";
import { isMissing } from "../core/files.ts";
import type { JsonObject } from "../core/json.ts";
import { VISUALIZER_NAMES, type VisualizerName } from "../core/trackers.ts";
import { RUN_OUTCOMES, type TrackerEvent, type TrackerJournal, type TrackerRun } from "./tracker.ts";

/** The folder inside that of the run that holds what trackers were, or are to be, told. */
export const JOURNAL_FOLDER = "trackers";
const EVENTS_NAME = "events.jsonl";

const VALUES = z.record(z.string(), z.unknown());
const RUN = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  config: VALUES,
  startedAtMs: z.number(),
});
const BASE = z.object({ atMs: z.number(), step: z.number() });
const EVENT = z.discriminatedUnion("kind", [
  BASE.extend({ kind: z.literal("figures"), values: z.record(z.string(), z.number()) }),
  BASE.extend({ kind: z.literal("summary"), values: z.record(z.string(), z.union([z.number(), z.string()])) }),
  BASE.extend({
    kind: z.literal("table"),
    name: z.string(),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  }),
  BASE.extend({ kind: z.literal("file"), name: z.string(), path: z.string(), mimeType: z.string() }),
  BASE.extend({ kind: z.literal("end"), outcome: z.enum(RUN_OUTCOMES) }),
]);
const PROGRESS = z.object({
  delivered: z.number().int().nonnegative(),
  isComplete: z.boolean(),
  session: VALUES.nullable(),
});

/** How far a tracker has been told. */
export interface DeliveryProgress {
  /** Events that it has. */
  readonly delivered: number;
  /** It has all. */
  readonly isComplete: boolean;
  /** What its session needs to go on; `null`: the run is not known there. */
  readonly session: JsonObject | null;
}

/** How far a tracker is at first. */
export const NOTHING_DELIVERED: DeliveryProgress = { delivered: 0, isComplete: false, session: null };

/** A journal in a folder. */
export interface StoredJournal extends TrackerJournal {
  readonly file: JournalFile;
  readonly progress: ReadonlyMap<VisualizerName, DeliveryProgress>;
}

/** The file of one run's events, with a file for each tracker that says how far it has been told. */
export class JournalFile {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async create(run: TrackerRun): Promise<void> {
    await Deno.mkdir(this.folder, { recursive: true });
    await Deno.writeTextFile(`${this.folder}/${EVENTS_NAME}`, `${JSON.stringify(run)}\n`);
  }

  async append(events: readonly TrackerEvent[]): Promise<void> {
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
    await Deno.writeTextFile(`${this.folder}/${EVENTS_NAME}`, lines, { append: true, create: false });
  }

  async writeProgress(name: VisualizerName, progress: DeliveryProgress): Promise<void> {
    await Deno.writeTextFile(`${this.folder}/${name}.json`, JSON.stringify(progress));
  }

  async remove(): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }

  /** Reads what is there; a last line that was cut off by a crash is left out. */
  async read(): Promise<StoredJournal> {
    const [first = "", ...lines] = (await Deno.readTextFile(`${this.folder}/${EVENTS_NAME}`)).split("\n");
    const run = RUN.safeParse(parseLine(first)).data;
    if (run === undefined) throw new DataError(`"${this.folder}/${EVENTS_NAME}" does not begin with a run`);
    const events = lines.map((line) => EVENT.safeParse(parseLine(line)).data).filter((event) => event !== undefined);
    const progress = new Map<VisualizerName, DeliveryProgress>();
    for (const name of VISUALIZER_NAMES) {
      const stored = await this.#readProgress(name);
      if (stored !== null) progress.set(name, stored);
    }
    return { run: { ...run, config: run.config as JsonObject }, events, file: this, progress };
  }

  async #readProgress(name: VisualizerName): Promise<DeliveryProgress | null> {
    try {
      const stored = PROGRESS.parse(JSON.parse(await Deno.readTextFile(`${this.folder}/${name}.json`)));
      return { ...stored, session: stored.session as JsonObject | null };
    } catch (cause) {
      if (isMissing(cause)) return null;
      throw new DataError(`Cannot use "${this.folder}/${name}.json"`, { cause });
    }
  }
}

/** Lists the journals in the folder of a run. */
export async function listJournals(runFolder: string): Promise<JournalFile[]> {
  const root = `${runFolder}/${JOURNAL_FOLDER}`;
  try {
    const names = await Array.fromAsync(Deno.readDir(root), ({ name }) => name);
    return names.toSorted().map((name) => new JournalFile(`${root}/${name}`));
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
