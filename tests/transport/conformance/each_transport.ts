import { TRANSPORT_NAMES } from "../../../src/core/transports.ts";
import type { TransportName } from "../../../src/core/transports.ts";
import type { TransportSettings } from "../../../src/transport/transport.ts";
import { IS_OLD_RUNTIME, RESOURCE_CHECK } from "../../support/runtime.ts";
import { openTransport } from "../exchange.ts";
import type { ObservedTransport } from "../exchange.ts";

/** Opens the transport under test. */
export type Open = (settings?: Partial<TransportSettings>) => Promise<ObservedTransport>;

interface EachOptions {
  /** Transports of which this cannot be asked. */
  readonly except?: readonly TransportName[];
  /** The runtime itself cannot do it before 2.9. */
  readonly needsNewRuntime?: boolean;
}

/** Registers a test for every transport: what holds for one holds for all. */
export function eachTransport(
  title: string,
  test: (open: Open, name: TransportName) => Promise<void>,
  { except = [], needsNewRuntime = false }: EachOptions = {},
): void {
  for (const name of TRANSPORT_NAMES.filter((candidate) => !except.includes(candidate))) {
    Deno.test({
      name: `${name}: ${title}`,
      ...RESOURCE_CHECK,
      ignore: needsNewRuntime && IS_OLD_RUNTIME,
      fn: () => test((settings = {}) => openTransport({ ...settings, name }), name),
    });
  }
}
