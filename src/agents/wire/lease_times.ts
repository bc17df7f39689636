/** An agent says that it lives this often. */
export const BEAT_EVERY_MS = 500;

/** Without an answer to a beat of the last so long it starts nothing more. */
export const START_LEASE_MS = 3000;

/** Without an answer to a beat of the last so long it cuts off what runs. */
export const RUN_LEASE_MS = 5000;

/** Without a beat for so long the coordinator counts an agent out: always later than the agent itself has stopped. */
export const LOST_AFTER_MS = 6000;

/** An agent whose connection has ended comes back within so long, and says so with a beat; a process that died does not. */
export const BACK_WITHIN_MS = 750;

/** Records that nobody took for so long will not be taken: a full disk of the bus, or its stream is gone. */
export const REFUSED_FOR_MS = 60_000;

/** How long the answer to one message is waited for before it is sent again. */
export const REQUEST_TIMEOUT_MS = 2000;
