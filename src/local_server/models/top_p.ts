/** Scores of the next token, by token id. */
interface Scores {
  readonly data: Float32Array;
}

/**
 * Rules out all tokens but the most probable ones that add up to `topP`; the most probable one stays in any case. The
 * library knows the setting but does not apply it.
 */
export function keepTopP({ data }: Scores, topP: number): void {
  const order = Array.from(data.keys()).sort((a, b) => (data[b] ?? 0) - (data[a] ?? 0));
  const highest = data[order[0] ?? 0] ?? 0;
  const weights = order.map((id) => Math.exp((data[id] ?? 0) - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  for (const [rank, id] of order.entries()) {
    if (rank > 0 && before >= topP * total) data[id] = -Infinity;
    before += weights[rank] ?? 0;
  }
}
