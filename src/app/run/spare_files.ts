import { UsageError } from "../../core/errors.ts";

/** What an event loop and the files of a run have open before the first connection. */
const NEEDED = 24;

/** Opens a file that is always there. */
export type OpenFile = () => Disposable;

/**
 * Throws a `UsageError` where this process may not open the files that an event loop needs: the runtime, which starts a
 * thread then, ends in its own words or never.
 */
export function requireSpareFiles(open: OpenFile = () => Deno.openSync(Deno.execPath())): void {
  using files = new DisposableStack();
  for (let count = 0; count < NEEDED; count++) {
    try {
      files.use(open());
    } catch (cause) {
      throw new UsageError(`This process may open ${count} more files, and an event loop needs ${NEEDED}`, {
        cause,
        hint: "Raise the limit, such as with ulimit -n 1024",
      });
    }
  }
}
