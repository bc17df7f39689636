import { DataError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Yields as many sessions as asked (`null`: without end), from the start again when the data ends unless it brings its
 * own times. Throws `DataError` where there is not a single session.
 */
export async function* cycleSessions(dataset: Dataset, count: number | null): AsyncGenerator<Session, void, undefined> {
  const wanted = count ?? Infinity;
  let given = 0;
  while (given < wanted) {
    const givenBefore = given;
    for await (const session of dataset.sessions()) {
      yield session;
      if (++given >= wanted) return;
    }
    if (given === givenBefore) throw new DataError("The dataset is empty");
    if (dataset.hasArrivalTimes) return;
  }
}
