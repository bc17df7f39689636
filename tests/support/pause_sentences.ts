/** Of few requests p50 may show it as well. */
const PAUSE_SEEN =
  /Pauses of the client's event loops?(?: [\d, ]+ \([^)]+\))?, up to [\d,]{3,} ms long, lie in [\d,]+ requests?: .*p(50|99) TTFT [\d,.]+ ms, without them [\d,.]+ ms or more.*Repeat the run; where it comes again, use more event loops/;
/** Where other programs make all of the run late, the pause is its longest lateness. */
const LATENESS_SEEN =
  /The client's event loops?(?: [\d, ]+ \([^)]+\))? was up to [\d,]{3,} ms late: of p(50|99) TTFT \([\d,.]+ ms\) up to [\d,.]+ ms \([\d.]+ %\) are its own; use more event loops/;

/** What is said of a pause of the client: which figures it touched, what they would be without it, and what to do. */
export const PAUSE_TOLD: RegExp = new RegExp(`${PAUSE_SEEN.source}|${LATENESS_SEEN.source}`);
