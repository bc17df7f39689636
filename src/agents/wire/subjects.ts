/** Raised with every change of what goes over the bus around the messages of `shards`. */
export const BUS_VERSION = 1;

const ROOT = `sg.v${BUS_VERSION}`;

/** Where agents ask to join a run. */
export const JOIN_SUBJECT: string = `${ROOT}.join`;

/** The stream that remembers which coordinator has which folder of results. */
export const CLAIM_STREAM = "SG_CLAIMS";

/** Where a coordinator says that it has a folder, by the key of that. */
export function claimSubject(key: string): string {
  return `${ROOT}.claim.${key}`;
}

/** The addresses of one run; agents count from 0. */
export interface RunSubjects {
  /** Orders and messages to an agent; it answers that it has them. */
  to(agent: number): string;
  /** Messages of an agent, records apart; the coordinator answers that it has them. */
  from(agent: number): string;
  /** An agent says that it lives, and is told whether it still belongs to the run. */
  beat(agent: number): string;
  /** Records of one event loop of an agent. */
  records(agent: number, loop: number): string;
  /** Metrics of records that agents keep, for the one that is told: an agent, or `null`, the coordinator. */
  states(to: number | null): string;
  readonly allFrom: string;
  readonly allBeats: string;
  readonly allRecords: string;
  /** The stream that keeps records until they are worked through. */
  readonly stream: string;
}

/** The addresses of a run by its id. */
export function subjectsOf(run: string): RunSubjects {
  const root = `${ROOT}.${run}`;
  return {
    to: (agent) => `${root}.to.${agent}`,
    from: (agent) => `${root}.from.${agent}`,
    beat: (agent) => `${root}.beat.${agent}`,
    records: (agent, loop) => `${root}.rec.${agent}.${loop}`,
    states: (to) => `${root}.sum.${to ?? "top"}`,
    allFrom: `${root}.from.*`,
    allBeats: `${root}.beat.*`,
    allRecords: `${root}.rec.>`,
    stream: `SG_${run}`,
  };
}

/** The number of an agent in an address of a run: `sg.v1.RUN.KIND.AGENT…`. */
export function agentOf(subject: string): number {
  return Number(subject.split(".")[4]);
}
