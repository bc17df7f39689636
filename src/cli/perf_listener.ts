import type { LogLevel, RunListener } from "../app/run/run_listener.ts";
import type { StepEnd } from "../app/run/run_sink.ts";
import { toVisible, toVisibleLine } from "../core/visible_text.ts";
import { renderProgress, renderProgressLine } from "../report/pages/progress_view.ts";
import { renderStepLine } from "../report/pages/step_line.ts";
import { renderStepReport } from "../report/pages/step_report.ts";
import type { TextStyle } from "../report/text/tone.ts";
import type { Output } from "./terminal/output.ts";
import type { StopOrder } from "./terminal/stop_signals.ts";
import { createStyle } from "./terminal/style.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Shows a run on the terminal. */
export interface PerfListener extends RunListener {
  readonly name: string;
  stepEnd(end: StepEnd): void;
  /** Says what a signal has started. */
  announceStop(order: StopOrder): void;
}

interface PerfListenerOptions {
  /** What is printed after each step: all its tables, one line, or nothing. */
  readonly steps: "tables" | "line" | "none";
  /** Show no progress and no notes. */
  readonly isQuiet: boolean;
  /** Show log lines of level `debug`. */
  readonly debug: boolean;
}

/** Without a terminal sentences are so wide, and tables as wide as they need: a file has no edge. */
export const PLAIN_WIDTH = 100;

/** How text for an output is drawn. */
export function toTextStyle({ isTerminal, hasColor, width }: Output): TextStyle {
  return { width: width(PLAIN_WIDTH), color: hasColor, ...(isTerminal ? {} : { tableWidth: Infinity }) };
}

/** Creates a listener that shows a run on a terminal. */
export function createPerfListener(terminal: Terminal, options: PerfListenerOptions): PerfListener {
  const style = createStyle(terminal.stderr);
  const paint: Readonly<Record<LogLevel, (text: string) => string>> = {
    debug: style.faint,
    query: style.faint,
    info: (text) => text,
    warn: (text) => style.warning(`Warning: ${text}`),
    error: (text) => style.error(`Error: ${text}`),
  };
  let running: number | null = null;
  return {
    name: "the terminal",
    log: (level, message) => {
      if (level === "query" || (level === "debug" && !options.debug)) return;
      if (options.isQuiet && level === "info") return;
      terminal.log(paint[level](toVisible(message)));
    },
    progress: (snapshot) => {
      running = snapshot.running;
      if (options.isQuiet) return;
      terminal.progress({
        lines: (width) => renderProgress(snapshot, { width, color: terminal.stderr.hasColor }),
        line: () => renderProgressLine(snapshot),
      });
    },
    progressEnd: () => {
      running = null;
      terminal.endProgress();
    },
    stepEnd: ({ run: { result, failure }, isEarlier }) => {
      const isEmpty = failure !== null && (result.metrics.scalars.total_requests ?? 0) === 0;
      if (isEarlier || isEmpty) return;
      if (options.steps === "line" && !options.isQuiet) terminal.log(toVisibleLine(renderStepLine(result)));
      if (options.steps === "tables") terminal.printPage(`\n${renderStepReport(result, toTextStyle(terminal.stdout))}`);
    },
    wait: (reason, remainingMs) => options.isQuiet ? undefined : showWait(terminal, reason, remainingMs),
    download: (file, doneBytes, totalBytes) => showDownload(terminal, file, { doneBytes, totalBytes }),
    announceStop: (order) => terminal.log(style.warning(describeStop(order, running))),
  };
}

/** Says what a signal has started. */
export function describeStop({ stage, graceMs }: StopOrder, running: number | null): string {
  if (stage === "cut_off") return "Cutting off running requests; Ctrl-C again to leave at once, without results";
  const rest = graceMs === null ? "Ctrl-C again to cut off" : `what still runs in ${graceMs / 1000} s is cut off`;
  if (running === null) return `Stopping; ${rest}`;
  return `Finishing ${running} running request${running === 1 ? "" : "s"}; ${rest}`;
}

function showWait(terminal: Terminal, reason: string, remainingMs: number): void {
  if (remainingMs <= 0) {
    terminal.endProgress();
    return;
  }
  const text = `${toVisibleLine(reason)} in ${Math.ceil(remainingMs / 1000)} s`;
  terminal.progress({ lines: () => [text], line: () => text });
}

function showDownload(
  terminal: Terminal,
  file: string,
  { doneBytes, totalBytes }: { doneBytes: number; totalBytes: number | null },
): void {
  if (totalBytes !== null && doneBytes >= totalBytes) {
    terminal.endProgress();
    return;
  }
  const view = { file, doneBytes, totalBytes };
  terminal.progress({
    lines: (width) => [describeDownload(view, width)],
    line: () => describeDownload(view, PLAIN_WIDTH),
  });
}

/** Writes how far a download is, with a bar where the size is known and there is room. */
export function describeDownload(
  { file, doneBytes, totalBytes }: { file: string; doneBytes: number; totalBytes: number | null },
  width: number,
): string {
  const done = (doneBytes / 1e6).toFixed(1);
  const shown = toVisibleLine(file);
  const name = shown.length > 40 ? `…${shown.slice(-39)}` : shown;
  if (totalBytes === null || totalBytes === 0) return `Downloading ${name}  ${done} MB`;
  const share = Math.min(1, doneBytes / totalBytes);
  const text = `${done} of ${(totalBytes / 1e6).toFixed(1)} MB (${Math.floor(share * 100)} %)`;
  const barWidth = Math.min(30, width - `Downloading ${name}   ${text}`.length);
  if (barWidth < 5) return `Downloading ${name}  ${text}`;
  const filled = Math.floor(share * barWidth);
  return `Downloading ${name} ${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${text}`;
}
