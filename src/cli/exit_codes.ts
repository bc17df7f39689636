/** How the process ends. */
export const EXIT_CODES = {
  fine: 0,
  /** No request succeeded, or more failed than `--max-failed` allows. */
  failed: 1,
  /** The command line cannot be used. */
  usage: 2,
  /** Data cannot be used, or the service cannot be reached. */
  data: 3,
  /** A mistake of this program. */
  bug: 70,
  /** Stopped by a signal. */
  interrupted: 130,
} as const;
