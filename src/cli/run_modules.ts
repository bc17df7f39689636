/**
 * What each run of `perf` loads sooner or later, to be asked for at once: the runtime of a binary keeps the compiled code of
 * those modules alone that its first run asks for before the first turn of its event loop.
 */
import "../app/output/sinks/html_file.ts";
import "../app/perf/process_host.ts";
import "../config/resolve_run_plan.ts";
import "./commands/carry_out_plan.ts";
import "./run_cli.ts";
