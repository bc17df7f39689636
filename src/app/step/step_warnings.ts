import type { ClientHealth } from "../../core/health.ts";
import type { StepEnding } from "../../core/sink.ts";
import type { StepMetrics } from "../../metrics/step_metrics.ts";

/** A delay of the client's own of this size shows in a TTFT or a gap. */
const NOTABLE_LAG_MS = 20;
/** The load runs on one core; from here on it queues. */
const BUSY_CORES = 0.9;

interface Judged {
  readonly health: ClientHealth;
  readonly metrics: StepMetrics;
  readonly ending: StepEnding;
}

/** Says in words what a reader must know beside the numbers of a step. */
export function healthWarnings({ health, metrics, ending }: Judged): readonly string[] {
  const warnings: string[] = [];
  if (ending !== "complete") warnings.push(`Partial: ${ENDING_WORDS[ending]}`);
  const lagMs = Math.max(health.loopLagP99Ms ?? 0, health.sendLagP99Ms ?? 0);
  if (lagMs > NOTABLE_LAG_MS) {
    const busy = health.cpuCores > BUSY_CORES ? `; it used ${health.cpuCores.toFixed(1)} cores` : "";
    warnings.push(
      `The client was late: TTFT and gaps may be over-stated by up to ${Math.round(lagMs)} ms (p99)${busy}`,
    );
  }
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
