/** The colours of charts, on light ground and on dark. */
import type { Tone } from "./chart_spec.ts";

/** What the parts of a chart are drawn in. */
export interface Palette extends Readonly<Record<Tone, string>> {
  readonly text: string;
  readonly grid: string;
  readonly surface: string;
}

const LIGHT: Palette = {
  first: "#2563c9",
  second: "#c2570c",
  third: "#0f8a6d",
  fourth: "#8b3fb8",
  good: "#15803d",
  bad: "#c81e1e",
  quiet: "#8a94a6",
  text: "#3b4252",
  grid: "#e3e7ee",
  surface: "#ffffff",
};

const DARK: Palette = {
  first: "#6ea8ff",
  second: "#ff9f4a",
  third: "#45d0ad",
  fourth: "#cf8df5",
  good: "#4ade80",
  bad: "#ff7b7b",
  quiet: "#7d899e",
  text: "#c9d1de",
  grid: "#2c3442",
  surface: "#171c25",
};

/** Chooses the colours. */
export function paletteOf(isDark: boolean): Palette {
  return isDark ? DARK : LIGHT;
}
