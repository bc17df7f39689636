import type { SampledRequest } from "../request_samples.ts";
import type { StageLoad, StageMetrics } from "../step_metrics.ts";
import { divide } from "../step_totals.ts";
import {
  createGroup,
  type GroupState,
  joinGroup,
  mapSampleIds,
  type OpenGroup,
  toFigures,
  toGroupState,
} from "./group_tally.ts";

/** A stage of the load as it was planned; times from the start of the load. */
export interface StageBounds {
  readonly fromMs: number;
  /** `Infinity`: to the end of the step. */
  readonly untilMs: number;
  readonly load: StageLoad;
}

/** Results by stage, of requests by the time of their sending: by the stages of the plan, else by equal slices of time. */
export interface StageTally {
  /** Says when the load began, on the run's clock; before the first request is added. */
  beginAt(startMs: number): void;
  add(request: SampledRequest, isGood: boolean): void;
  /** `null`: there are no stages, and the step was too short to be cut into slices. */
  finish(step: { readonly hasObjectives: boolean }): readonly StageMetrics[] | null;
  state(): StageTallyState;
  merge(state: StageTallyState): void;
}

/** The content of a tally as plain data. */
export interface StageTallyState {
  readonly sliceMs: number;
  readonly lastEndMs: number;
  readonly cells: readonly (readonly [index: number, group: GroupState])[];
}

/** A step of less is one slice: its series by second says it all. */
const LEAST_SLICED_MS = 60_000;
const FIRST_SLICE_MS = 10_000;
const MAX_SLICES = 12;

/** Creates a tally of the stages planned; of slices of time where there are none. */
export function createStageTally(planned: readonly StageBounds[]): StageTally {
  return new Stages(planned);
}

class Stages implements StageTally {
  readonly #planned: readonly StageBounds[];
  #startMs = 0;
  /** Of slices: ten seconds times a power of two, so that the order of requests does not matter. */
  #sliceMs = FIRST_SLICE_MS;
  #lastEndMs = 0;
  #cells = new Map<number, OpenGroup>();

  constructor(planned: readonly StageBounds[]) {
    this.#planned = planned;
  }

  beginAt(startMs: number): void {
    this.#startMs = startMs;
  }

  add(request: SampledRequest, isGood: boolean): void {
    const { sentAtMs, endAtMs } = request.record.times;
    this.#lastEndMs = Math.max(this.#lastEndMs, endAtMs - this.#startMs);
    this.#at(Math.max(0, sentAtMs - this.#startMs)).add(request, isGood);
  }

  finish({ hasObjectives }: { readonly hasObjectives: boolean }): readonly StageMetrics[] | null {
    if (this.#cells.size === 0) return null;
    if (this.#planned.length === 0 && this.#lastEndMs < LEAST_SLICED_MS) return null;
    return this.#bounds().map((bounds, index) =>
      toMetrics(bounds, this.#cells.get(index) ?? createGroup(), { hasObjectives, lastEndMs: this.#lastEndMs })
    );
  }

  state(): StageTallyState {
    const cells = [...this.#cells].sort(([a], [b]) => a - b);
    return {
      sliceMs: this.#sliceMs,
      lastEndMs: this.#lastEndMs,
      cells: cells.map(([index, group]) => [index, toGroupState(group)] as const),
    };
  }

  merge({ sliceMs, lastEndMs, cells }: StageTallyState): void {
    this.#lastEndMs = Math.max(this.#lastEndMs, lastEndMs);
    while (this.#sliceMs < sliceMs) this.#double();
    for (const [index, state] of cells) {
      const isPlanned = this.#planned.length > 0;
      joinGroup(isPlanned ? this.#cell(index) : this.#at(index * sliceMs), state);
    }
  }

  #at(elapsedMs: number): OpenGroup {
    if (this.#planned.length > 0) return this.#cell(this.#planned.findLastIndex(({ fromMs }) => elapsedMs >= fromMs));
    while (elapsedMs >= this.#sliceMs * MAX_SLICES) this.#double();
    return this.#cell(Math.floor(elapsedMs / this.#sliceMs));
  }

  #cell(index: number): OpenGroup {
    const group = this.#cells.get(index) ?? createGroup();
    this.#cells.set(index, group);
    return group;
  }

  #double(): void {
    const before = this.#cells;
    this.#sliceMs *= 2;
    this.#cells = new Map();
    for (const [index, group] of before) joinGroup(this.#cell(Math.floor(index / 2)), toGroupState(group));
  }

  #bounds(): readonly (Omit<StageBounds, "load"> & { readonly load: StageLoad | null })[] {
    if (this.#planned.length > 0) {
      const reached = this.#planned.filter(({ fromMs }) => fromMs <= this.#lastEndMs);
      return reached.map((stage) =>
        stage.untilMs === Infinity ? { ...stage, untilMs: Math.max(stage.fromMs, this.#lastEndMs) } : stage
      );
    }
    const count = Math.max(...this.#cells.keys()) + 1;
    return Array.from({ length: count }, (_, index) => ({
      fromMs: index * this.#sliceMs,
      untilMs: index === count - 1 ? Math.min(this.#lastEndMs, count * this.#sliceMs) : (index + 1) * this.#sliceMs,
      load: null,
    }));
  }
}

function toMetrics(
  { fromMs, untilMs, load }: Omit<StageBounds, "load"> & { readonly load: StageLoad | null },
  group: OpenGroup,
  { hasObjectives, lastEndMs }: { readonly hasObjectives: boolean; readonly lastEndMs: number },
): StageMetrics {
  const { requests, succeeded, good } = group.counts;
  // A stage that goes on, or was broken off, has rates over what there was of it.
  const seconds = (Math.min(untilMs, lastEndMs) - fromMs) / 1000;
  const distributions = mapSampleIds((id) => toFigures(group.distributions[id]));
  const { mean, count } = distributions.output_tokens ?? { mean: null, count: 0 };
  return {
    fromSeconds: fromMs / 1000,
    untilSeconds: untilMs / 1000,
    load,
    requests,
    succeeded,
    failed: requests - succeeded,
    requestsPerSecond: seconds > 0 ? succeeded / seconds : null,
    outputTokensPerSecond: mean === null || seconds <= 0 ? null : mean * count / seconds,
    goodputShare: hasObjectives ? divide(good, requests) : null,
    distributions,
  };
}
