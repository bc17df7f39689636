import type { ResultKeeper } from "../../agents/agent/result_keeper.ts";
import { findCountWish } from "../../core/count_wish.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { RecordSink } from "../../core/sink.ts";
import { createAccumulator } from "../../metrics/accumulator.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import { packState, thinState, unpackState } from "../../metrics/packed_state.ts";
import { createDatabaseSink } from "../../report/database/database_sink.ts";
import { readKeptSettings } from "../run/kept_settings.ts";
import type { KeptSettings } from "../run/kept_settings.ts";

/** Where records are kept, and whose they are. */
export interface ResultPlace {
  readonly folder: string;
  readonly agent: string;
  readonly fileName: string;
}

const COMMIT_ROWS = 1000;

/** Opens what keeps the records of a phase in a file of this machine. */
export async function openResultFile(text: string, place: ResultPlace): Promise<ResultKeeper> {
  const settings = readKeptSettings(text);
  if (!settings.hasFile) return new ResultFile(settings, place, null);
  await Deno.mkdir(place.folder, { recursive: true });
  const { storeContent, originEpochMs, step } = settings;
  const options = { commitRows: COMMIT_ROWS, storeContent, originEpochMs, runInfo: { step, agent: place.agent } };
  const sink = createDatabaseSink(`${place.folder}/${place.fileName}`, options);
  await sink.open();
  return new ResultFile(settings, place, sink);
}

class ResultFile implements ResultKeeper {
  readonly #accumulator: Accumulator;
  readonly #settings: KeptSettings;
  readonly #path: string;
  #sink: RecordSink | null;

  constructor(settings: KeptSettings, { folder, agent, fileName }: ResultPlace, sink: RecordSink | null) {
    this.#settings = settings;
    this.#path = `${folder}/${fileName}`;
    this.#sink = sink;
    this.#accumulator = createAccumulator({ ...settings.options, agentOf: () => agent });
  }

  beginAt(startMs: number): void {
    this.#accumulator.beginAt(startMs);
  }

  take(records: readonly RequestRecord[]): readonly RequestRecord[] {
    const others = records.filter((record) => Object.values(findCountWish(record)).includes(true));
    const own = records.filter((record) => !others.includes(record));
    own.forEach(this.#accumulator.add);
    this.#sink?.add(own);
    return others;
  }

  state(thin: readonly string[]): Uint8Array<ArrayBuffer> {
    return packState(thinState(this.#accumulator.state(), thin));
  }

  join(states: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const whole = createAccumulator(this.#settings.options);
    for (const state of states) whole.merge(unpackState(state));
    return packState(whole.state());
  }

  async read(
    { offset, length }: { readonly offset: number; readonly length: number },
  ): Promise<Uint8Array<ArrayBuffer>> {
    await this.close();
    if (!this.#settings.hasFile) return new Uint8Array();
    using file = await Deno.open(this.#path);
    await file.seek(offset, Deno.SeekMode.Start);
    const part = new Uint8Array(length);
    const read = await file.read(part);
    return part.subarray(0, read ?? 0);
  }

  async close(): Promise<void> {
    const sink = this.#sink;
    this.#sink = null;
    await sink?.close("complete");
  }
}
