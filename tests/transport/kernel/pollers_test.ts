import assert from "node:assert/strict";
import { createClock } from "../../../src/core/clock.ts";
import { POLLER_NAMES } from "../../../src/core/transports.ts";
import type { PollerName } from "../../../src/core/transports.ts";
import { chooseTransport, describeTransport } from "../../../src/transport/choose_transport.ts";
import { openDoorbell, ringDoorbell } from "../../../src/transport/kernel/doorbell.ts";
import { createKernelOpener } from "../../../src/transport/kernel/kernel_opener.ts";
import { KernelLoop } from "../../../src/transport/kernel/kernel_loop.ts";
import { RESOURCE_CHECK } from "../../support/runtime.ts";
import { probeKernel } from "../../../src/transport/kernel/probe.ts";

const CLOCK = createClock();
const WISH = { choice: "auto", isTls: false, hasProxy: false, isInsecure: false, hasUnixSocket: false } as const;

function eachPoller(title: string, test: (name: PollerName, refusal: string | null) => Promise<void> | void): void {
  for (const name of POLLER_NAMES) {
    // The C library behind a bell stays open.
    Deno.test({
      name: `${name}: ${title}`,
      ...RESOURCE_CHECK,
      fn: async () => await test(name, await probeKernel(name)),
    });
  }
}

/** Gives a loop turns until something holds. */
async function turnUntil(loop: KernelLoop, isReached: () => boolean): Promise<void> {
  for (let turns = 0; turns < 20_000 && !isReached(); turns++) {
    loop.turn(1);
    await CLOCK.yieldTurn();
  }
  assert.ok(isReached());
}

eachPoller("the way that is asked for is taken, or its refusal is said", async (poller, refusal) => {
  if (refusal === null) {
    const chosen = await chooseTransport({ ...WISH, choice: "kernel", poller });
    assert.equal(chosen.poller, poller);
    assert.match(
      describeTransport(chosen).en,
      new RegExp(`^the kernel \\(${poller}\\), transport kernel: `),
    );
  } else {
    await assert.rejects(chooseTransport({ ...WISH, choice: "kernel", poller }), { message: new RegExp(poller) });
  }
});

eachPoller("the peer hears of a closing at once, though a read is open", async (poller, refusal) => {
  if (refusal !== null) return;
  using loop = new KernelLoop(() => CLOCK.nowMs(), poller);
  using opener = createKernelOpener(loop);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = listener.accept();
  let received = 0;
  const stream = opener.open(
    { host: "127.0.0.1", port: listener.addr.port, address: null, unixPath: null, isTls: false },
    {
      onOpen: () => {},
      onBytes: (bytes) => void (received += bytes.length),
      onWritten: () => {},
      onSent: () => {},
      onEnd: () => {},
      onFault: ({ message }) => assert.fail(message),
    },
  );
  using server = await accepting;
  await server.write(new Uint8Array(3));
  await turnUntil(loop, () => received === 3);
  stream[Symbol.dispose]();
  // No turn of the loop: closing alone must do.
  assert.equal(await server.read(new Uint8Array(1)), null);
});

eachPoller("a bell is heard as often as it is rung, and ends a wait", (poller, refusal) => {
  if (refusal !== null) return;
  using loop = new KernelLoop(() => CLOCK.nowMs(), poller);
  const bell = openDoorbell(loop.libc);
  const count = loop.arena.take(8);
  let rung = 0;
  loop.poller.addBell(bell, () => {
    if (loop.libc.read(bell, count.bytes, 8) === 8) rung += count.words[0] ?? 0;
  });
  for (let round = 1; round <= 3; round++) {
    ringDoorbell(bell);
    ringDoorbell(bell);
    loop.turn(60_000);
    assert.equal(rung, 2 * round);
  }
  loop.libc.close(bell);
});

eachPoller("a wait in which nothing happens ends, with a nap and without", (poller, refusal) => {
  if (refusal !== null) return;
  using loop = new KernelLoop(() => CLOCK.nowMs(), poller);
  let ends = 0;
  for (const napMs of [0, 0.5]) loop.poller.wait({ timeoutMs: 2, napMs }, () => ends++);
  assert.equal(ends, 2);
});

eachPoller(
  "what is called after its loop was closed does nothing, and touches no memory that is gone",
  async (poller, refusal) => {
    if (refusal !== null) return;
    const loop = new KernelLoop(() => CLOCK.nowMs(), poller);
    using opener = createKernelOpener(loop);
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const accepting = listener.accept();
    const target = { host: "127.0.0.1", port: listener.addr.port, address: null, unixPath: null, isTls: false };
    let isOpen = false;
    const handler = {
      onOpen: () => void (isOpen = true),
      onBytes: () => {},
      onWritten: () => {},
      onSent: () => {},
      onEnd: () => {},
      onFault: () => {},
    };
    const stream = opener.open(target, handler);
    using _server = await accepting;
    await turnUntil(loop, () => isOpen);
    loop[Symbol.dispose]();

    stream.write(new TextEncoder().encode("late"));
    stream.health();
    stream[Symbol.dispose]();
    const late = opener.open(target, handler);
    late[Symbol.dispose]();
    assert.equal(loop.turn(0), 0);
    assert.equal(loop.libc.socket(2, 1, 0), -1);
  },
);
