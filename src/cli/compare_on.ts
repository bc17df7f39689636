import { inEnglish } from "../core/words.ts";
import { toVisible } from "../core/visible_text.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { PLAIN_WIDTH } from "./perf_listener.ts";
import { createStyle } from "./terminal/style.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** What is compared, and how it is said. */
export interface ComparisonRequest {
  readonly folders: readonly string[];
  readonly failOn: readonly string[];
  readonly exports: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `false`: standard output belongs to something else. */
  readonly isPrinted: boolean;
  /** Print JSON instead of tables. */
  readonly json?: boolean;
}

/** Compares runs, prints what was found and returns the exit code. */
export async function compareOn(terminal: Terminal, request: ComparisonRequest): Promise<number> {
  const { compareFolders } = await import("../app/compare/compare_folders.ts");
  const outcome = await compareFolders(request.folders, request);
  const { stdout, stderr } = terminal;
  if (request.json === true) terminal.print(JSON.stringify(inEnglish(outcome.comparison), null, 2));
  else if (request.isPrinted) {
    terminal.printPage(outcome.render({ width: stdout.width(PLAIN_WIDTH), color: stdout.hasColor }));
  }
  for (const line of outcome.annotations) terminal.print(line);
  if (outcome.headline === null) return EXIT_CODES.fine;
  terminal.log(createStyle(stderr).error(toVisible(outcome.headline)));
  return EXIT_CODES.failed;
}
