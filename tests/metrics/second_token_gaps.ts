/** What the database has of the events of a reply. */
interface StoredEvents {
  readonly isStream: boolean;
  /** Times of the events that carry output. */
  readonly outputs: readonly number[];
  readonly tokens: number | null;
  /** Tokens so far at each of them, where the service says. */
  readonly counts: readonly number[] | null;
}

/** Each token after those of the first event has the time since the last event that carried one, shared with its event's. */
export function toTokenGaps({ isStream, outputs, tokens, counts }: StoredEvents): number[] {
  if (!isStream || outputs.length < 2) return [];
  const later = (tokens ?? 0) - 1;
  // Counts that never rise say nothing.
  const places = counts === null || (counts.at(-1) ?? 0) <= (counts[0] ?? 0)
    ? Array.from({ length: Math.max(0, later) }, (_, token) => Math.ceil((token + 1) * (outputs.length - 1) / later))
    : counts.slice(1).flatMap((count, i) => new Array<number>(Math.max(0, count - (counts[i] ?? 0))).fill(i + 1));
  const carriers = [0, ...new Set(places)];
  return places.map((place) => {
    const before = carriers[carriers.indexOf(place) - 1] ?? 0;
    const shared = places.filter((other) => other === place).length;
    return ((outputs[place] ?? NaN) - (outputs[before] ?? NaN)) / shared;
  });
}
