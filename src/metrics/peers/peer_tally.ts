import type { RequestRecord } from "../../core/record.ts";
import { createDistribution, type Distribution, type DistributionState } from "../distribution.ts";
import type { PeerRow, PeerStatistic } from "../step_metrics.ts";
import { type PeerRequest, toPeerRequest } from "./peer_request.ts";
import { PEER_FIGURES, PEER_RULES, type PeerFigure, type PeerName, type PeerPercentile } from "./peer_rules.ts";

/** Reads the same requests by the rules of several tools. */
export interface PeerTally {
  /** Takes in a succeeded request. */
  add(record: RequestRecord): void;
  /** Returns a row for each tool, in the order asked. */
  finish(): PeerRow[];
  state(): PeerTallyState;
  merge(state: PeerTallyState): void;
}

/** The content of a tally as plain data: the samples of each tool's figures, in the order of the tools. */
export type PeerTallyState = readonly Readonly<Record<PeerFigure, DistributionState>>[];

interface Column {
  readonly name: PeerName;
  readonly figures: Readonly<Record<PeerFigure, Distribution>>;
}

/** Creates a tally of no requests. */
export function createPeerTally(names: readonly PeerName[]): PeerTally {
  const columns = names.map((name): Column => ({ name, figures: mapFigures(() => createDistribution()) }));
  return {
    add: (record) => {
      const request = toPeerRequest(record);
      for (const column of columns) addTo(column, request);
    },
    finish: () => columns.map(toRow),
    state: () => columns.map(({ figures }) => mapFigures((figure) => figures[figure].state())),
    merge: (state) => {
      columns.forEach(({ figures }, index) => {
        for (const figure of PEER_FIGURES) {
          const other = state[index]?.[figure];
          if (other !== undefined) figures[figure].merge(other);
        }
      });
    },
  };
}

function addTo({ name, figures }: Column, request: PeerRequest): void {
  const { samples, roundsToMs } = PEER_RULES[name];
  for (const figure of PEER_FIGURES) {
    for (const valueMs of samples[figure](request)) {
      const stepMs = roundsToMs?.[figure];
      figures[figure].add(stepMs === undefined ? valueMs : Math.round(valueMs / stepMs) * stepMs);
    }
  }
}

function toRow({ name, figures }: Column): PeerRow {
  const { percentile } = PEER_RULES[name];
  return { tool: name, figures: mapFigures((figure) => toStatistic(figures[figure], percentile)) };
}

function toStatistic(samples: Distribution, method: PeerPercentile): PeerStatistic {
  const { count, mean } = samples.summary();
  const read = (percent: number) => count === 0 ? null : samples.percentile(toLinearPercent(percent, count, method));
  return { count, mean, p50: read(50), p99: read(99) };
}

/** The percent at which linear interpolation hits the element that a method takes. */
function toLinearPercent(percent: number, count: number, method: PeerPercentile): number {
  if (method === "linear" || count < 2) return percent;
  const share = count * percent / 100;
  const rank = method === "floor" ? Math.floor(share) : Math.ceil(share) - 1;
  return 100 * Math.min(Math.max(rank, 0), count - 1) / (count - 1);
}

function mapFigures<Value>(toValue: (figure: PeerFigure) => Value): Record<PeerFigure, Value> {
  return Object.fromEntries(PEER_FIGURES.map((figure) => [figure, toValue(figure)])) as Record<PeerFigure, Value>;
}

/** Reads records by the rules of tools: those of the measured, succeeded requests. */
export function compareDefinitions(records: Iterable<RequestRecord>, names: readonly PeerName[]): PeerRow[] {
  const tally = createPeerTally(names);
  for (const record of records) {
    if (record.place.phase === "measured" && record.failure === null) tally.add(record);
  }
  return tally.finish();
}
