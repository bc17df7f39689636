/** What colours are for: trouble, and nothing else. */
export type Tone = "plain" | "warning" | "bad";

const ANSI_COLORS = { warning: "\x1b[33m", bad: "\x1b[31m" } as const;
const ANSI_RESET = "\x1b[39m";

/** How text is to be drawn. */
export interface TextStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
}

/** Colours a text by its tone, where colours are wanted. */
export function paint(text: string, tone: Tone, color: boolean): string {
  return !color || tone === "plain" ? text : `${ANSI_COLORS[tone]}${text}${ANSI_RESET}`;
}

/** The tone of a success share, with the limits of the reference: under 95 % a warning, under 80 % bad. */
export function toneOfSuccess(successShare: number | null): Tone {
  if (successShare === null || successShare < 0.8) return "bad";
  return successShare < 0.95 ? "warning" : "plain";
}
