import { AF } from "./libc.ts";

/** An address in the form that the C library wants. */
export interface SocketAddress {
  readonly family: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The longest path of a socket of the file system. */
const MAX_UNIX_PATH_BYTES = 107;

/** Writes the address of a socket of the file system; `null` when the path is too long. */
export function toUnixAddress(path: string): SocketAddress | null {
  const text = new TextEncoder().encode(path);
  if (text.length > MAX_UNIX_PATH_BYTES) return null;
  const bytes = new Uint8Array(2 + text.length + 1);
  new DataView(bytes.buffer).setUint16(0, AF.unix, true);
  bytes.set(text, 2);
  return { family: AF.unix, bytes };
}

/** Writes an IP address and a port; `null` when the text is no IP address. */
export function toIpAddress(text: string, port: number): SocketAddress | null {
  const four = parseFour(text);
  if (four !== null) return toFour(four, port);
  const six = parseSix(text);
  return six === null ? null : toSix(six, port);
}

function toFour(address: readonly number[], port: number): SocketAddress {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF.inet, true);
  view.setUint16(2, port);
  bytes.set(address, 4);
  return { family: AF.inet, bytes };
}

function toSix(groups: readonly number[], port: number): SocketAddress {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF.inet6, true);
  view.setUint16(2, port);
  groups.forEach((group, index) => view.setUint16(8 + index * 2, group));
  return { family: AF.inet6, bytes };
}

function parseFour(text: string): number[] | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  const parts = text.split(".").map(Number);
  return parts.every((part) => part <= 255) ? parts : null;
}

/** The eight groups; a zone (`%eth0`) is not understood. */
function parseSix(text: string): number[] | null {
  const halves = withoutFour(text).split("::");
  if (!text.includes(":") || halves.length > 2) return null;
  const [head, tail] = halves.map((half) => half === "" ? [] : half.split(":"));
  if (head === undefined) return null;
  const missing = tail === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill("0"), ...(tail ?? [])];
  if (groups.length !== 8 || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.map((group) => parseInt(group, 16));
}

/** `::ffff:1.2.3.4` with its last part as two groups. */
function withoutFour(text: string): string {
  const from = text.lastIndexOf(":") + 1;
  const four = parseFour(text.slice(from));
  if (four === null) return text;
  const group = (index: number) => (((four[index] ?? 0) << 8) | (four[index + 1] ?? 0)).toString(16);
  return `${text.slice(0, from)}${group(0)}:${group(2)}`;
}
