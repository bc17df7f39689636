import type { RequestRecord } from "../../../../core/record.ts";
import { HostWatch } from "../../../../telemetry/host_watch.ts";
import { writeJsonAtomically } from "../../../../report/files/atomic_file.ts";
import { HOST_NAME } from "../../../../report/files/run_folder.ts";
import type { HostReport } from "../../../../report/model/point_watch.ts";
import type { RunSink, SinkContext, StepEnd } from "../../../run/run_sink.ts";
import { PointZero } from "./point_zero.ts";

interface Watched {
  readonly watch: HostWatch;
  readonly zero: PointZero;
}

/** Keeps this machine over time. */
export class HostSink implements RunSink {
  readonly name: string = HOST_NAME;
  readonly #context: SinkContext;
  readonly #dcgmUrl: string;
  #watched: Watched | null = null;

  constructor(context: SinkContext, dcgmUrl: string) {
    this.#context = context;
    this.#dcgmUrl = dcgmUrl;
  }

  stepStart(): void {
    const { clock } = this.#context;
    this.#watched = { watch: new HostWatch(clock, this.#dcgmUrl), zero: new PointZero(clock.nowMs()) };
  }

  add(batch: readonly RequestRecord[]): void {
    this.#watched?.zero.add(batch);
  }

  async stepEnd({ run: { result } }: StepEnd): Promise<void> {
    const watched = this.#watched;
    this.#watched = null;
    if (watched === null) return;
    const moments = (await watched.watch.finish()).map(({ atMs, ...moment }) => ({
      atSeconds: watched.zero.toSeconds(atMs),
      ...moment,
    }));
    await writeJsonAtomically(`${result.folder}/${HOST_NAME}`, { moments } satisfies HostReport);
  }

  async close(): Promise<void> {
    await this.#watched?.watch.finish();
  }
}
