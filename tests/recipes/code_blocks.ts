/** A block of shell commands in a page. */
export interface CodeBlock {
  /** The line on which it begins. */
  readonly line: number;
  readonly code: string;
  /** Why it is not run; `null`: it is. */
  readonly skipped: string | null;
}

const SKIP = /^<!-- not run: (.+) -->$/;
/** Examples that tests of their own run. */
const EXAMPLE = /^<!-- example: .+ -->$/;
/** At the top of a page whose commands all need what only their readers have. */
const SKIP_PAGE = /^<!-- commands not run: (.+) -->$/m;

/**
 * Reads the shell blocks of a page. One is left out by `<!-- not run: why -->` in the line before it, all of a page by
 * `<!-- commands not run: why -->`.
 */
export function readCodeBlocks(page: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const ofPage = SKIP_PAGE.exec(page)?.[1] ?? null;
  let skipped: string | null = null;
  let code: string[] | null = null;
  let start = 0;
  for (const [index, line] of page.split("\n").entries()) {
    if (code !== null) {
      if (line !== "```") {
        code.push(line);
        continue;
      }
      blocks.push({ line: start, code: code.join("\n"), skipped: skipped ?? ofPage });
      code = null;
      skipped = null;
    } else if (line === "```sh") {
      code = [];
      start = index + 1;
    } else if (line.trim() !== "") {
      skipped = EXAMPLE.test(line) ? "a test of its own runs it" : SKIP.exec(line)?.[1] ?? null;
    }
  }
  return blocks;
}
