import type { ClientHealth } from "../../core/health.ts";
import type { StepEnding } from "../../core/sink.ts";
import type { StepMetrics } from "../../metrics/step_metrics.ts";

interface Judged {
  readonly health: ClientHealth;
  readonly metrics: StepMetrics;
  readonly ending: StepEnding;
}

/** Says in words what a reader must know beside the numbers of a step and the verdict on the client. */
export function stepWarnings({ health, metrics, ending }: Judged): readonly string[] {
  const warnings: string[] = [];
  if (ending !== "complete") warnings.push(`Partial: ${ENDING_WORDS[ending]}`);
  const embedded = metrics.completionOrigins.embedded ?? 0;
  if (embedded > 0) {
    warnings.push(
      `The service stated no usage for ${embedded} requests: tokens were counted by the embedded tokenizer, not the model's own`,
    );
  }
  if (health.connectionRetries > 0) {
    warnings.push(
      `${health.connectionRetries} requests were sent again because the service had closed a pooled connection`,
    );
  }
  return warnings;
}

const ENDING_WORDS: Readonly<Record<StepEnding, string>> = {
  complete: "complete",
  deadline: "ended by --duration",
  interrupted: "interrupted, running requests were waited for",
  cut_off: "interrupted, running requests were cut off",
  too_many_errors: "ended by too many errors",
};
