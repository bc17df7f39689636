import type { Session } from "../../core/session.ts";
import type { Dataset } from "../dataset.ts";

interface SeededParts {
  /** Makes the session of an index, the same one each time. */
  readonly make: (index: number) => Session;
  /** The index of the first one. */
  readonly offset: number;
  /** No more are made. */
  readonly report: () => void;
}

/** Makes a dataset without end of sessions that are made of their indices alone. */
export function createSeededDataset({ make, offset, report }: SeededParts): Dataset {
  let nextIndex = offset;
  function* sessions(): Generator<Session, void, undefined> {
    try {
      for (;;) yield make(nextIndex++);
    } finally {
      report();
    }
  }
  return { isEndless: true, sessions, sessionAt: (place) => make(offset + place) };
}
