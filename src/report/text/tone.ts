/** What colours are for: trouble, and figures that carry nothing. */
export type Tone = "plain" | "muted" | "warning" | "bad";

const ANSI_COLORS = { muted: "\x1b[90m", warning: "\x1b[33m", bad: "\x1b[31m" } as const;
const ANSI_RESET = "\x1b[39m";

/** How text is to be drawn. */
export interface TextStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
  /** How wide tables may be, where that is not the width of sentences: files and pipes keep all columns. */
  readonly tableWidth?: number;
  /** Labels carry their units, as in the text files of `evalscope perf`. */
  readonly hasUnitsInLabels?: boolean;
}

/** How text files are drawn: sentences of 120 columns as in the reference, tables as wide as they need. */
export const FILE_STYLE: TextStyle = { width: 120, tableWidth: Infinity, hasUnitsInLabels: true, color: false };

/** Colours a text by its tone, where colours are wanted. */
export function paint(text: string, tone: Tone, color: boolean): string {
  return !color || tone === "plain" ? text : `${ANSI_COLORS[tone]}${text}${ANSI_RESET}`;
}

/** The tone of a success share, with the limits of the reference: under 95 % a warning, under 80 % bad. */
export function toneOfSuccess(successShare: number | null): Tone {
  if (successShare === null || successShare < 0.8) return "bad";
  return successShare < 0.95 ? "warning" : "plain";
}
