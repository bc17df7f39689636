import type { Comparison, GateResult, GateStatus } from "../../metrics/comparison/comparison.ts";

const COMMANDS: Readonly<Record<GateStatus, string | null>> = {
  broken: "error",
  noise: "notice",
  unknown: "warning",
  kept: null,
};

/** Writes what became of rules as GitHub's workflow commands: annotations of the job, one a line. */
export function toGithubAnnotations({ runs }: Comparison): string[] {
  return runs.flatMap(({ gates, warnings }) => [
    ...warnings.map((warning) => toCommand("warning", "Comparison", warning.en)),
    ...gates.flatMap(toAnnotation),
  ]);
}

function toAnnotation({ rule, status, reason }: GateResult): string[] {
  const command = COMMANDS[status];
  return command === null ? [] : [toCommand(command, rule, reason.en)];
}

function toCommand(command: string, title: string, message: string): string {
  return `::${command} title=${escape(title).replace(/[:,]/g, encodeURIComponent)}::${escape(message)}`;
}

function escape(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
