import type { ClientHealth } from "../../core/judging/health.ts";
import { REPLY_NOTE_LABELS, REPLY_NOTES } from "../../core/reply_notes.ts";
import type { StepMetrics } from "../../metrics/step_metrics.ts";

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
    const count = metrics.replyNotes[note] ?? 0;
    if (count > 0) warnings.push(`${count} ${count === 1 ? "reply" : "replies"} ${REPLY_NOTE_LABELS[note]}`);
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
      `The service stated no usable count of tokens for ${embedded} requests: they were counted by the embedded tokenizer, not the model's own`,
    );
  }
  if (health.connectionRetries > 0) {
    warnings.push(
      `${health.connectionRetries} requests were sent again because the service had closed a pooled connection`,
    );
  }
  if (health.lostRequests > 0) {
    warnings.push(
      `${health.lostRequests} requests ran when their event loop was lost: how they ended is not known, they are in no figure`,
    );
  }
  if (health.shedTexts > 0) {
    warnings.push(
      `The texts of ${health.shedTexts} requests were dropped, as they came in faster than they could be worked through; ` +
        "where the service stated no usage their tokens were not counted",
    );
  }
  return warnings;
}
