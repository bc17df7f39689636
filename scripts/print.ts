const encoder = new TextEncoder();

/** Writes one line to stdout. */
export function print(line: string): void {
  writeAll(Deno.stdout, line);
}

/** Writes one line to stderr. */
export function warn(line: string): void {
  writeAll(Deno.stderr, line);
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, line: string): void {
  let rest = encoder.encode(`${line}\n`);
  while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
}
