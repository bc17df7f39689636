import { localWallClockIso } from "../../core/clock.ts";
import { toVisible } from "../../core/visible_text.ts";
import { toWriteError } from "./atomic_file.ts";

/** A log of what the run said, in the form of the reference's `benchmark.log`. */
export interface LogFile {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** Written only when the log was created with `isDebug`. */
  debug(text: string): void;
  close(): void;
}

interface LogFileOptions {
  readonly isDebug?: boolean;
  /** The local time of a line, `YYYY-MM-DDTHH:MM:SS…`. */
  readonly readTime?: () => string;
}

/** Opens a log, appending to one that is there. Each line is in the file when the call returns. */
export function createLogFile(path: string, options: LogFileOptions = {}): LogFile {
  const { isDebug = false, readTime = localWallClockIso } = options;
  const file = openForAppending(path);
  const write = (level: string, text: string): void => {
    const time = readTime().slice(0, 19).replace("T", " ");
    writeAll(file, `${time} - streamgauge - ${level}: ${toVisible(text)}\n`);
  };
  return {
    info: (text) => write("INFO", text),
    warn: (text) => write("WARNING", text),
    error: (text) => write("ERROR", text),
    debug: (text) => {
      if (isDebug) write("DEBUG", text);
    },
    close: () => file.close(),
  };
}

function openForAppending(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { append: true, create: true });
  } catch (cause) {
    throw toWriteError(path, cause);
  }
}

function writeAll(file: Deno.FsFile, text: string): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(file.writeSync(rest));
}
