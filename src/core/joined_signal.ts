/** A signal that follows others until it is disposed. */
export interface JoinedSignal extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Joins signals: aborted as soon as one of them is, for its reason. Not `AbortSignal.any`, whose signals older runtimes
 * forget while somebody listens to them; nor does a signal that lives long keep those that followed it.
 */
export function joinSignals(signals: readonly AbortSignal[]): JoinedSignal {
  const joined = new AbortController();
  const over = new AbortController();
  for (const source of signals) {
    if (source.aborted) joined.abort(source.reason);
    source.addEventListener("abort", () => joined.abort(source.reason), { once: true, signal: over.signal });
  }
  return { signal: joined.signal, [Symbol.dispose]: () => over.abort() };
}
