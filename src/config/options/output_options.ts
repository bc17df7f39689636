import * as z from "zod";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { PEER_NAMES, type PeerName } from "../../metrics/peers/peer_rules.ts";
import { integer, text, toggle, word, wordList } from "./value_schemas.ts";

/** Values of the options that say where results go. */
export interface OutputValues {
  readonly outputs_dir: string;
  readonly no_timestamp: boolean;
  readonly store_content: boolean;
  readonly json: boolean;
  readonly summary: SummaryKind;
  readonly definitions: readonly PeerName[] | null;
  readonly quiet: boolean;
  readonly ui: readonly number[] | null;
  readonly plots: readonly PlotForm[] | null;
}

/** How much of the results is printed at the end. */
export const SUMMARY_KINDS = ["compact", "full", "none"] as const;

/** One of the ways to print results. */
export type SummaryKind = typeof SUMMARY_KINDS[number];

/** The forms of charts as files. */
export const PLOT_FORMS = ["svg", "png"] as const;

/** One of these forms. */
export type PlotForm = typeof PLOT_FORMS[number];

/** Options that say where results go. */
export const OUTPUT_OPTIONS: OptionTable<OutputValues> = perfOptions<OutputValues>("Output", {
  outputs_dir: {
    placeholder: "DIR",
    schema: () => text(),
    defaultValue: "outputs",
    completes: "directory",
    help: "Where the folder of the run is made",
    shapesWorkload: false,
  },
  no_timestamp: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Leave the folder level with date and time out",
    shapesWorkload: false,
  },
  store_content: {
    arity: "tristate",
    schema: () => toggle(),
    defaultValue: true,
    help: "Keep prompts and replies in the database",
    isOurs: true,
    shapesWorkload: false,
  },
  json: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Print the summary alone, as JSON, on standard output",
    isOurs: true,
    shapesWorkload: false,
  },
  summary: {
    placeholder: "KIND",
    schema: () => word(SUMMARY_KINDS),
    choices: SUMMARY_KINDS,
    defaultValue: "compact",
    help:
      "What is printed of the results: compact, one small screen; full, all tables; none; files hold all in any case",
    isOurs: true,
    shapesWorkload: false,
  },
  definitions: {
    placeholder: "TOOLS",
    schema: () => wordList(PEER_NAMES),
    defaultValue: null,
    help: `The same run by the rules of these tools side by side, with commas between: ${PEER_NAMES.join(",")}`,
    isOurs: true,
    shapesWorkload: false,
  },
  ui: {
    arity: "any",
    placeholder: "PORT",
    schema: () => z.array(integer({ min: 0, max: 65_535 })).max(1, "must be one port, or none for a free one"),
    defaultValue: null,
    help: "Serve a page that follows the run, to this machine alone; its address is printed, and the page becomes " +
      "the report at the end; a port of its own where none is named",
    isOurs: true,
    shapesWorkload: false,
  },
  plots: {
    placeholder: "FORMS",
    schema: () => wordList(PLOT_FORMS),
    defaultValue: null,
    help: `Write the charts of the page as pictures into plots/ as well, with commas between: ${PLOT_FORMS.join(",")}`,
    isOurs: true,
    shapesWorkload: false,
  },
  quiet: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Show no progress and no notes, only warnings, errors and the results",
    isOurs: true,
    shapesWorkload: false,
  },
});
