import { createProcessHost } from "../../src/app/perf/process_host.ts";
import type { LoadHost } from "../../src/app/run/load_host.ts";
import { openInlineCounter } from "../../src/app/step/counting/inline_counter.ts";
import { createClock } from "../../src/core/clock.ts";
import { startInlineShard } from "../../src/shards/links/inline_shard.ts";
import { createTransport } from "../../src/transport/registry.ts";

/**
 * The host of a run with real sockets and the real clock, all on the event loop of the tests: none starts a worker. Where
 * the loop of the kernel would carry the load the platform's sockets do: that one has an event loop of its own.
 */
export function createInlineHost(): LoadHost {
  return {
    ...createProcessHost(),
    startShard: () =>
      startInlineShard({
        clock: createClock(),
        createTransport: (settings, clock) =>
          createTransport(settings.name === "kernel" ? { ...settings, name: "socket" } : settings, clock),
        readUsage: () => ({ cpuSeconds: null, heapBytes: null }),
      }),
    openTokenCounter: openInlineCounter,
  };
}
