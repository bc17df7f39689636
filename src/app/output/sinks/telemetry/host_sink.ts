import { type HostMoment, HostWatch } from "../../../../telemetry/host_watch.ts";
import { writeJsonAtomically } from "../../../../report/files/atomic_file.ts";
import type { RunSink, SinkContext, StepEnd } from "../../../run/run_sink.ts";

/** The file of this machine over time, in the folder of a point. */
export const HOST_NAME = "host_metrics.json";

/** Keeps this machine over time. */
export class HostSink implements RunSink {
  readonly name: string = HOST_NAME;
  readonly #context: SinkContext;
  #watch: HostWatch | null = null;

  constructor(context: SinkContext) {
    this.#context = context;
  }

  stepStart(): void {
    this.#watch = new HostWatch(this.#context.clock);
  }

  async stepEnd({ run: { result } }: StepEnd): Promise<void> {
    const moments = await this.#finish();
    if (moments !== null) await writeJsonAtomically(`${result.folder}/${HOST_NAME}`, { moments: [...moments] });
  }

  async close(): Promise<void> {
    await this.#finish();
  }

  async #finish(): Promise<readonly HostMoment[] | null> {
    const watch = this.#watch;
    this.#watch = null;
    return watch === null ? null : await watch.finish();
  }
}
