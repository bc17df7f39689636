import { createClock, takeOriginEpochMs } from "../../core/clock.ts";
import { toVisible } from "../../core/visible_text.ts";
import type { Output } from "./output.ts";
import { createPainter } from "./painter.ts";

/** Progress is painted at most this often: faster is not seen and costs. */
const PAINT_GAP_MS = 250;
/** Without a terminal a plain line says every now and then that the program lives. */
const LINE_GAP_MS = 10_000;

/** What progress looks like, made only when it is shown. */
export interface ProgressView {
  /** The lines of a terminal, at most so many columns wide. */
  lines(width: number): readonly string[];
  /** The one line for a log. */
  line(): string;
}

/** Standard output for what was asked for, standard error for everything else. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Prints a result in plain text, whatever is in it: a terminal shows it and does nothing else. */
  print(text: string): void;
  /** Prints a result with its colours; what comes from outside in it must be visible text. */
  printPage(text: string): void;
  /** Prints a line of the log above the progress, with its colours; what comes from outside must be visible text. */
  log(text: string): void;
  /** Shows progress: painted over on a terminal, else a line now and then. */
  progress(view: ProgressView): void;
  /** Takes the progress away. */
  endProgress(): void;
}

interface TerminalOptions {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Replaces the clock in tests. */
  readonly nowMs?: () => number;
}

/** Creates the terminal over two outputs. */
export function createTerminal({ stdout, stderr, nowMs = systemNow() }: TerminalOptions): Terminal {
  const painter = createPainter(stderr);
  let shownAtMs = -Infinity;
  const gapMs = stderr.isTerminal ? PAINT_GAP_MS : LINE_GAP_MS;
  const printPage = (text: string) => {
    // On a terminal both streams share the screen, so the progress has to make room.
    if (stdout.isTerminal) painter.clear();
    stdout.write(withNewline(text));
  };
  return {
    stdout,
    stderr,
    print: (text) => printPage(toVisible(text)),
    printPage,
    log: (text) => painter.above(withNewline(text)),
    progress: (view) => {
      const now = nowMs();
      if (now - shownAtMs < gapMs) return;
      shownAtMs = now;
      if (stderr.isTerminal) painter.paint(view.lines(stderr.width(80)));
      else stderr.write(withNewline(view.line()));
    },
    endProgress: () => {
      painter.clear();
      if (stderr.isTerminal) shownAtMs = -Infinity;
    },
  };
}

function systemNow(): () => number {
  return createClock(takeOriginEpochMs()).nowMs;
}

function withNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
