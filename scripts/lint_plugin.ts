/// <reference lib="deno.unstable" />
/** The house rules that `deno lint` enforces on top of its own; each is described where it is defined. */
import { importDirection } from "./lint/import_direction.ts";
import { fileName, unitSuffix } from "./lint/naming_rules.ts";
import {
  clockInOnePlace,
  noCurrentDate,
  noForgottenSignals,
  randomInOnePlace,
  smallEntries,
  terminalInCli,
} from "./lint/platform_rules.ts";
import { noDefaultExport } from "./lint/shape_rules.ts";
import { fileLines, functionLines, maxParameters, nestingDepth } from "./lint/size_rules.ts";

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "clock-in-one-place": clockInOnePlace,
    "file-lines": fileLines,
    "file-name": fileName,
    "function-lines": functionLines,
    "import-direction": importDirection,
    "max-parameters": maxParameters,
    "nesting-depth": nestingDepth,
    "no-current-date": noCurrentDate,
    "no-default-export": noDefaultExport,
    "no-forgotten-signals": noForgottenSignals,
    "random-in-one-place": randomInOnePlace,
    "small-entries": smallEntries,
    "terminal-in-cli": terminalInCli,
    "unit-suffix": unitSuffix,
  },
};

export default plugin;
