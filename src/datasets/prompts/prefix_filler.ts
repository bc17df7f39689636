import { DataError, reasonOf } from "../../core/errors.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { DatasetContext } from "../dataset.ts";
import { dropBrokenEnd } from "./converge.ts";

/** How often a prefix is lengthened or shortened before the closest one is taken. */
const MAX_ROUNDS = 10;

/** Cuts prefixes of a wanted length from one text. */
export interface PrefixFiller {
  /** Finds the prefix for which `count` gives the wanted number, or comes closest to it. */
  fit(wanted: number, count: (prefix: string) => number): string;
}

/** Reads the file of `prefix_file`, whose text is repeated where a prompt needs more of it. */
export async function loadPrefixFiller(
  path: string,
  { tokenizer, listener }: { readonly tokenizer: Tokenizer; readonly listener: DatasetContext["listener"] },
): Promise<PrefixFiller> {
  const ids = tokenizer.encode(await readPrefix(path));
  if (ids.length === 0) throw new DataError(`The prefix file "${path}" is empty`);
  let hasWarned = false;
  const cut = (length: number): string => {
    if (length > ids.length && !hasWarned) {
      hasWarned = true;
      listener.warn(`The prefix file "${path}" has ${ids.length} tokens, ${length} are needed: it is repeated`);
    }
    const repeated = Array.from({ length }, (_, i) => ids[i % ids.length] ?? 0);
    return dropBrokenEnd(tokenizer.decode(repeated));
  };
  return { fit: (wanted, count) => fitPrefix(wanted, { cut, count }) };
}

interface PrefixSource {
  readonly cut: (length: number) => string;
  readonly count: (prefix: string) => number;
}

function fitPrefix(wanted: number, { cut, count }: PrefixSource): string {
  let length = wanted;
  let best = { prefix: "", distance: Infinity };
  for (let round = 0; round < MAX_ROUNDS && best.distance > 0; round++) {
    const prefix = cut(length);
    const missing = wanted - count(prefix);
    if (Math.abs(missing) < best.distance) best = { prefix, distance: Math.abs(missing) };
    length = Math.max(0, length + missing);
  }
  return best.prefix;
}

async function readPrefix(path: string): Promise<string> {
  try {
    const bytes = await Deno.readFile(path);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const reason = cause instanceof TypeError ? "it is not UTF-8 text" : reasonOf(cause);
    throw new DataError(`Cannot read the prefix file "${path}": ${reason}`, {
      cause,
      hint: 'Give the path of a text file as "prefix_file" of --dataset-args',
    });
  }
}
