import type { ClientHealth } from "../../core/judging/health.ts";
import type { StepMetrics } from "../../metrics/step_metrics.ts";

interface Judged {
  readonly health: ClientHealth;
  readonly metrics: StepMetrics;
}

/** Says in words what a reader must know beside the numbers of a step and the verdict on the client. */
export function stepWarnings({ health, metrics }: Judged): readonly string[] {
  const warnings: string[] = [];
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
