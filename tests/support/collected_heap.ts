import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
/** Old runtimes do not hand it out. */
const collect: (() => void) | null = runInNewContext('typeof gc === "function" ? gc : null');

/** Whether the heap can be asked for what is left behind, and not for what waits for its collection. */
export const CAN_COLLECT: boolean = collect !== null;

/** The bytes of this thread's heap that something still holds. */
export function heldHeapBytes(): number {
  collect?.();
  return Deno.memoryUsage().heapUsed;
}
