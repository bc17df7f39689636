import { createClock } from "../../core/clock.ts";
import type { PollerName } from "../../core/transports.ts";
import { reasonOf } from "../../core/errors.ts";
import type { StreamTarget } from "../http1/byte_stream.ts";
import { createKernelOpener } from "./kernel_opener.ts";
import { KernelLoop } from "./kernel_loop.ts";

/** So many in a row must be right. */
const MESSAGES = 3;
/** The system begins to stamp some moments after the first of its sockets asks for it: until then messages have none. */
const MAX_MESSAGES = 50;
const PAUSE_MS = 1;
/** On a busy machine it may take a while until this thread and the system come to it. */
const TURN_MS = 1;
/** A machine that needs longer for three bytes on itself gets no stamps from this. */
const MAX_TURNS = 2000;

/**
 * Finds out whether the kernel stamps what arrives: three bytes in a row on a connection to itself must each have a stamp
 * between their sending and their reading. Returns why not; `null`: it does. A sandbox that imitates the system, a seccomp filter,
 * another C library and an old kernel all show here.
 */
export async function probeKernel(poller: PollerName): Promise<string | null> {
  try {
    return await tryStamps(poller);
  } catch (cause) {
    return `the C library cannot be used as needed: ${reasonOf(cause)}`;
  }
}

async function tryStamps(poller: PollerName): Promise<string | null> {
  const clock = createClock();
  using loop = new KernelLoop(() => clock.nowMs(), poller);
  using opener = createKernelOpener(loop);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = listener.accept();
  const seen = { arrivals: [] as number[], isOpen: false, fault: null as string | null };
  const { port } = listener.addr;
  const target: StreamTarget = { host: "127.0.0.1", port, address: null, unixPath: null, isTls: false };
  using _stream = opener.open(target, {
    onOpen: () => void (seen.isOpen = true),
    onBytes: (_bytes, atMs) => void seen.arrivals.push(atMs),
    onWritten: () => {},
    onSent: () => {},
    onEnd: () => void (seen.fault = "the connection ended"),
    onFault: ({ message }) => void (seen.fault = message),
  });
  const turnUntil = async (isReached: () => boolean): Promise<void> => {
    for (let turns = 0; turns < MAX_TURNS && !isReached() && seen.fault === null; turns++) {
      loop.turn(TURN_MS);
      await clock.yieldTurn();
    }
  };
  using server = await accepting;
  await turnUntil(() => seen.isOpen);
  let inRow = 0;
  for (let index = 0; index < MAX_MESSAGES && inRow < MESSAGES; index++) {
    const { unstamped, refused } = loop.stamps;
    const beforeMs = loop.time.nowMs();
    await server.write(new Uint8Array([index]));
    await turnUntil(() => seen.arrivals.length > index);
    const atMs = seen.arrivals[index];
    if (atMs === undefined) return seen.fault ?? "a connection to itself brought nothing";
    if (atMs < beforeMs - CLOCK_NOISE_MS || atMs > loop.time.nowMs() + CLOCK_NOISE_MS) return "its stamps are wrong";
    if (loop.stamps.unstamped === unstamped && loop.stamps.refused === refused) inRow++;
    else {
      inRow = 0;
      await clock.sleepUntil(clock.nowMs() + PAUSE_MS, NEVER);
    }
  }
  return inRow < MESSAGES ? "it does not stamp what arrives" : null;
}

const NEVER = new AbortController().signal;

const CLOCK_NOISE_MS = 0.05;
