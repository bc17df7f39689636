import type { OptionSpec } from "../option_spec.ts";
import type { RawValue } from "./value_check.ts";

/** Where an option's value came from. */
export type SourceKind = "flag" | "environment" | "file" | "call" | "folder" | "default";

/** Where the value of one option came from, as the user knows it. */
export interface ValueSource {
  readonly kind: SourceKind;
  /** The flag, the variable, or the key with its file; empty for a default. */
  readonly name: string;
}

/** A value as a layer of configuration has it, not yet checked. */
export interface LayerValue extends ValueSource {
  readonly raw: RawValue;
}

/** One source of values: a command line, the environment, a configuration file, the options of a call. */
export interface ValueLayer {
  /** `null`: it says nothing of this option; `unusable`: it does, in a form that is told as a mistake. */
  find(spec: OptionSpec): LayerValue | "unusable" | null;
}

/** The source of everything that nobody gave. */
export const DEFAULT_SOURCE: ValueSource = { kind: "default", name: "" };
