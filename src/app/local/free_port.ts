import { DataError, reasonOf } from "../../core/errors.ts";

/** Throws a `DataError` where a port is taken: what answers there would be measured in place of the local service. */
export function checkPortIsFree(port: number): void {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DataError(`Cannot start a local service on port ${port}: ${reason}`, {
      cause,
      hint: "Another program listens there: end it, or choose a port with --port",
    });
  }
}
