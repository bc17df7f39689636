/// <reference lib="deno.worker" />
/** Has a database for itself for a moment, as a program does that the system puts aside while it looks into one. */
import { DatabaseSync } from "node:sqlite";

const HELD_MS = 200;

self.onmessage = ({ data: { path, flag } }: MessageEvent<{ path: string; flag: Int32Array }>) => {
  const connection = new DatabaseSync(path);
  connection.exec("BEGIN EXCLUSIVE");
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  Atomics.wait(flag, 0, 1, HELD_MS);
  connection.exec("ROLLBACK");
  connection.close();
};
self.postMessage("ready");
