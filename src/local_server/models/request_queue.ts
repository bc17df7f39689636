/** Lets one request compute at a time, in the order in which they came: a model has one set of processors. */
export class RequestQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task when all earlier ones have ended. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(task, task);
    this.#last = mine.catch(() => {});
    return mine;
  }
}
