/** Lets many exchanges hang on one abort signal at the cost of a single listener. */
export interface CancelRegistry {
  add(signal: AbortSignal, cancel: () => void): void;
  remove(signal: AbortSignal, cancel: () => void): void;
}

/**
 * Creates a registry. A listener for each exchange would be searched for linearly whenever one of thousands ends.
 */
export function createCancelRegistry(): CancelRegistry {
  const groups = new Map<AbortSignal, CancelGroup>();

  return {
    add(signal, cancel) {
      let group = groups.get(signal);
      if (group === undefined) {
        group = openGroup(signal);
        groups.set(signal, group);
      }
      group.members.add(cancel);
    },
    remove(signal, cancel) {
      const group = groups.get(signal);
      if (group === undefined || !group.members.delete(cancel) || group.members.size > 0) return;
      signal.removeEventListener("abort", group.onAbort);
      groups.delete(signal);
    },
  };
}

interface CancelGroup {
  readonly members: Set<() => void>;
  readonly onAbort: () => void;
}

function openGroup(signal: AbortSignal): CancelGroup {
  const members = new Set<() => void>();
  const onAbort = () => {
    for (const cancel of [...members]) cancel();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  return { members, onAbort };
}
