/**
 * Bytes as text that may stand in a script of a page: thirteen bits in two characters of 91, a thirteenth less than
 * base64 takes. None of the characters ends a script, a text of JavaScript or an attribute.
 */

const GROUP_BITS = 13;
const BASE = 91;

/** All printable characters save `"`, `<` and `\`. */
const ALPHABET = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index))
  .filter((char) => !'"<\\'.includes(char));

/** Bytes as text; their number tells where they end. */
export interface PackedBytes {
  readonly text: string;
  readonly byteCount: number;
}

/** Writes bytes as text. */
export function packBytes(bytes: Uint8Array): PackedBytes {
  const groups: string[] = [];
  let [bits, count] = [0, 0];
  for (const byte of bytes) {
    bits |= byte << count;
    count += 8;
    if (count < GROUP_BITS) continue;
    groups.push(toGroup(bits & ((1 << GROUP_BITS) - 1)));
    bits >>>= GROUP_BITS;
    count -= GROUP_BITS;
  }
  if (count > 0) groups.push(toGroup(bits));
  return { text: groups.join(""), byteCount: bytes.length };
}

function toGroup(value: number): string {
  return `${ALPHABET[value % BASE]}${ALPHABET[Math.floor(value / BASE)]}`;
}

/** Reads it back, as code of a page: a function of the text and the number of bytes. */
export const UNPACK_BYTES = `(t,n)=>{const o=new Uint8Array(n);let b=0,k=0,at=0;
const d=i=>{const c=t.charCodeAt(i);return c-33-(c>34)-(c>60)-(c>92)};
for(let i=0;i<t.length&&at<n;i+=2){b|=(d(i)+91*d(i+1))<<k;k+=13;while(k>7&&at<n){o[at++]=b&255;b>>>=8;k-=8}}return o}`;
