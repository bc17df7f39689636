/** Makes something when it is first asked for, and gives the same from then on; of a promise that is the promise. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
