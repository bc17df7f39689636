/** A chart without a drawing library: what a page, a file of a picture and a terminal draw alike. */
import type { Words } from "../../core/words.ts";

/** A chart of a report. */
export interface ChartSpec {
  /** Unique within a page. */
  readonly id: string;
  readonly title: Words;
  /** What a reader sees in it, for those who see no pictures, too. */
  readonly about: Words;
  readonly x: Axis;
  readonly y: Axis;
  /** A second axis on the right. */
  readonly y2?: Axis;
  readonly series: readonly Series[];
  /** Vertical lines: a knee, a stage. */
  readonly marks?: readonly Mark[];
}

/** An axis; values beside categories are their indices. */
export interface Axis {
  readonly label: Words;
  readonly unit: string;
  readonly scale: "linear" | "log" | "category";
  readonly categories?: readonly string[];
  /** Of things that are counted: no ticks between them. */
  readonly isWhole?: true;
  /** From 0 to 100, whatever of it is there. */
  readonly isShare?: true;
}

/** A point of a series; y is `null` where there is a hole. */
export type SeriesPoint = readonly [x: number, y: number | null];

/** Colours by meaning, so that all charts of a page agree. */
export type Tone = "first" | "second" | "third" | "fourth" | "good" | "bad" | "quiet";

/** Points that belong together. */
export interface Series {
  readonly name: Words;
  readonly tone: Tone;
  readonly look: "line" | "dashed" | "area" | "steps" | "bars" | "dots" | "lanes";
  readonly points: readonly SeriesPoint[];
  readonly isOnRight?: boolean;
  /** Bars stand on those of the series before. */
  readonly stack?: true;
  /** What stands beside each point, in order. */
  readonly labels?: readonly string[];
  /** Of lanes: phases of each request, in order. */
  readonly lanes?: readonly Lane[];
}

/** A request from its due time to its end; times in s. */
export interface Lane {
  readonly row: number;
  readonly dueAt: number;
  readonly sentAt: number;
  /** `null`: it brought no token. */
  readonly firstTokenAt: number | null;
  readonly endAt: number;
  readonly hasFailed: boolean;
}

/** A vertical line. */
export interface Mark {
  readonly x: number;
  readonly label: Words;
}
