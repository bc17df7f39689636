import type { LogFile } from "../../report/files/log_file.ts";
import type { RunListener } from "../run/run_listener.ts";

/** Makes a listener that passes everything on and writes what is logged into the file too, each line of a run once. */
export function teeLog(listener: RunListener, log: LogFile): RunListener {
  const said = new Set<string>();
  return {
    progress: (snapshot) => listener.progress(snapshot),
    progressEnd: () => listener.progressEnd(),
    stepDone: (result) => listener.stepDone(result),
    wait: (reason, remainingMs) => listener.wait(reason, remainingMs),
    download: (file, doneBytes, totalBytes) => listener.download(file, doneBytes, totalBytes),
    log(level, message) {
      if (level === "debug") log.debug(message);
      else if (level === "query") return log.info(message);
      // A dataset is opened again for each step and has the same to say.
      else if (isRepeated(said, `${level} ${message}`)) return;
      else if (level === "warn") log.warn(message);
      else if (level === "error") log.error(message);
      else log.info(message);
      listener.log(level, message);
    },
  };
}

function isRepeated(said: Set<string>, line: string): boolean {
  if (said.has(line)) return true;
  said.add(line);
  return false;
}
