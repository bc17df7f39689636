import { parseByNode } from "./node_parser.ts";
import type { Parsed } from "./node_parser.ts";
import { cutAt, parseByUs, toBytes } from "./parse_ours.ts";

/** What we refuse on purpose and node takes: each would have to be guessed. */
const OWN_REFUSALS = /^(not an HTTP\/1 status line|unknown transfer-encoding|the service changes the protocol)/;

/** Heads after which node waits for nothing more: an interim response of HTTP/1.0, which has none. */
const INTERIM_1_0 = /^HTTP\/1\.0 1\d\d/m;

/** A chunk's extension that is not what the grammar says; extensions mean nothing to us, so we read over them. */
const LOOSE_EXTENSION = /\n[0-9a-f]+;(?!a(=b|="b c")?\r\n)/i;

/**
 * What we read as it is meant and node refuses: a line that ends in LF alone, or goes on with the next one, blanks before
 * a colon or behind the size of a chunk, the same length twice.
 */
const LOOSE = /(^|[^\r])\n|\r\n[ \t]|[ \t]+:|\n[0-9a-f]+[ \t]+(;|\r)|content-length[^]*content-length/i;

/** A carriage return of its own within a head, which node reads as the end of a line and we as a fault or no end. */
const LONE_RETURN = /\r(?!\n)/;

/** Gives both parsers the same reads; returns in which way they disagree, `null` when they do not. */
export function disagreement(text: string, cuts: readonly number[]): string | null {
  const parts = cutAt(toBytes(text), cuts);
  const { why, ...ours } = parseByUs(parts);
  const theirs = parseByNode(parts);
  const [isOurs, isTheirs] = [isGood(ours), isGood(theirs)];
  if (isOurs && isTheirs) return JSON.stringify(ours) === JSON.stringify(theirs) ? null : "both read it, differently";
  if (!isOurs && !isTheirs) return null;
  if (!isOurs) return OWN_REFUSALS.test(why ?? "") || LONE_RETURN.test(text) ? null : `only node reads it: ${why}`;
  const isBodyless = ours.status === 204 || ours.status === 304;
  return isBodyless || INTERIM_1_0.test(text) || LOOSE_EXTENSION.test(text) || LOOSE.test(text)
    ? null
    : "only we read it";
}

function isGood({ isDone, isFault }: Parsed): boolean {
  return isDone && !isFault;
}
