import type { ClientHealth } from "../../core/judging/health.ts";
import { REPLY_NOTE_LABELS, REPLY_NOTES } from "../../core/reply_notes.ts";
import { formatCount } from "../../report/text/number_text.ts";
import type { StepMetrics } from "../../metrics/step_metrics.ts";
import { fleetWarnings } from "./fleet_warnings.ts";

interface Judged {
  readonly health: ClientHealth;
  readonly metrics: StepMetrics;
}

/** Speculative decoding accepts about so many tokens at the least; below it a gap is nearly one of tokens. */
const MANY_PER_EVENT = 1.5;

/** Says in words what a reader must know beside the numbers of a step and the verdict on the client. */
export function stepWarnings({ health, metrics }: Judged): readonly string[] {
  const warnings: string[] = [];
  for (const note of REPLY_NOTES) {
    const replies = metrics.replyNotes[note] ?? 0;
    if (replies > 0) warnings.push(`${replies} ${replies === 1 ? "reply" : "replies"} ${REPLY_NOTE_LABELS[note]}`);
  }
  const perEvent = metrics.scalars.decoded_tokens_per_chunk_mean;
  if (perEvent !== null && perEvent >= MANY_PER_EVENT) {
    warnings.push(
      `An event holds ${
        perEvent.toFixed(1)
      } tokens on average (Decoded Tok/Iter): ITL is the gap between events, TPOT that between tokens`,
    );
  }
  const embedded = metrics.completionOrigins.embedded ?? 0;
  if (embedded > 0) {
    warnings.push(
      `The service stated no usable count of tokens for ${formatCount(embedded, "request")}: ` +
        "they were counted by the embedded tokenizer, not the model's own",
    );
  }
  warnings.push(...describeDeadEndpoints(metrics));
  if (health.connectionRetries > 0) {
    warnings.push(
      `Sent again because the service had closed a pooled connection: ${
        formatCount(health.connectionRetries, "request")
      }`,
    );
  }
  const { duration } = metrics.scalars;
  warnings.push(...fleetWarnings(health, duration === null ? null : duration * 1000));
  if (health.lostRequests > 0) {
    warnings.push(
      `${formatCount(health.lostRequests, "request")} ran when the event loop was lost: ` +
        "how that ended is not known, and is in no figure",
    );
  }
  if (health.shedTexts > 0) {
    warnings.push(
      `The texts of ${
        formatCount(health.shedTexts, "request")
      } were dropped, as they came in faster than they could be worked through; ` +
        "where the service stated no usage their tokens were not counted",
    );
  }
  return warnings;
}

/** An address where nothing succeeded is told by name: the figures of the whole step hold its failures. */
function describeDeadEndpoints({ groups }: StepMetrics): readonly string[] {
  return groups.filter(({ by, succeeded, failed }) => by === "endpoint" && succeeded === 0 && failed > 0)
    .map(({ name, failed }) => `None of the ${formatCount(failed, "request")} to ${name} succeeded`);
}
