/** A model and its part of the requests. */
export interface ModelShare {
  readonly model: string;
  /** Above 0; weights need not add up to 1. */
  readonly weight: number;
}

/**
 * Reads several models with weights, `a=0.8,b=0.2`. Two or more are needed and each must have a number behind its last
 * `=`; anything else is the plain name of one model, which may hold `=` and commas. Returns `null` for a plain name.
 *
 * @example
 * ```ts
 * import { parseModelShares } from "./model_shares.ts";
 *
 * console.assert(parseModelShares("a=0.8,b=0.2")?.length === 2);
 * console.assert(parseModelShares("adapter=v2") === null);
 * ```
 */
export function parseModelShares(text: string): readonly [ModelShare, ...ModelShare[]] | null {
  const shares: ModelShare[] = [];
  for (const part of text.split(",")) {
    const [, model, number] = /^(.+)=(\d+\.?\d*|\.\d+)$/.exec(part.trim()) ?? [];
    if (model === undefined || Number(number) <= 0) return null;
    shares.push({ model, weight: Number(number) });
  }
  const [first, ...others] = shares;
  return first === undefined || others.length === 0 ? null : [first, ...others];
}
