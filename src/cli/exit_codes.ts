/** How the process ends. */
export const EXIT_CODES = {
  fine: 0,
  failed: 1,
  usage: 2,
  data: 3,
  invalid: 4,
  bug: 70,
  interrupted: 130,
} as const;

/** What each exit code means, in the order of the codes. */
export const EXIT_CODE_MEANINGS: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  fine: "fine",
  failed:
    "no request succeeded, or an objective was missed: `--max-failed`, `--max-errors`, `--max-error-rate`, `--goodput-min`, or no load keeps `--sla-params`",
  usage: "the command line, the environment or the configuration file cannot be used",
  data: "data cannot be used, or the service cannot be reached",
  invalid: "the client was the limit, so the result is not valid",
  bug: "a mistake of this program",
  interrupted: "interrupted; results are partial",
};
