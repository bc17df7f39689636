/** One of the process's output streams, as this program uses it. */
export interface Output {
  readonly isTerminal: boolean;
  /** Whether colours are wanted: a terminal, and no `NO_COLOR`. */
  readonly hasColor: boolean;
  /** Columns; the fallback where there is no terminal. */
  width(fallback: number): number;
  /** Writes at once; what a reader that went away would have got is dropped. */
  write(text: string): void;
}

interface Stream {
  isTerminal(): boolean;
  writeSync(bytes: Uint8Array): number;
}

/** Wraps an output stream of the process. */
export function createOutput(stream: Stream): Output {
  const isTerminal = stream.isTerminal();
  let isBroken = false;
  return {
    isTerminal,
    hasColor: isTerminal && !Deno.noColor,
    width: (fallback) => isTerminal ? readColumns(fallback) : fallback,
    write: (text) => {
      if (!isBroken) isBroken = !writeAll(stream, new TextEncoder().encode(text));
    },
  };
}

/** Writes everything; `false` when the reader of the pipe has gone, as `head` does. */
function writeAll(stream: Stream, bytes: Uint8Array): boolean {
  try {
    for (let written = 0; written < bytes.length;) written += stream.writeSync(bytes.subarray(written));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return false;
    throw error;
  }
}

function readColumns(fallback: number): number {
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? columns : fallback;
  } catch {
    return fallback; // No console to ask: standard input, output and error all lead elsewhere.
  }
}
