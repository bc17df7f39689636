import { POLLER_NAMES, TRANSPORT_FACTS, TRANSPORT_NAMES } from "../../../src/core/transports.ts";
import type { PollerName, TransportCargo, TransportName } from "../../../src/core/transports.ts";
import { probeKernel } from "../../../src/transport/kernel/probe.ts";
import type { TransportSettings } from "../../../src/transport/transport.ts";
import { IS_OLD_RUNTIME, RESOURCE_CHECK } from "../../support/runtime.ts";
import { openTransport } from "../exchange.ts";
import type { ObservedTransport } from "../exchange.ts";

/** Opens the transport under test. */
export type Open = (settings?: Partial<TransportSettings>) => Promise<ObservedTransport>;

interface EachOptions {
  /** What a transport must carry for this to be asked of it. */
  readonly needs?: readonly TransportCargo[];
  /** The runtime itself cannot do it before 2.9. */
  readonly needsNewRuntime?: boolean;
}

interface Way {
  readonly name: TransportName;
  readonly poller?: PollerName;
  /** This machine allows it. */
  readonly isHere: boolean;
}

/** Every transport, that over the kernel with each of its ways to wait. */
const WAYS: readonly Way[] = (await Promise.all(TRANSPORT_NAMES.map(waysOf))).flat();

async function waysOf(name: TransportName): Promise<Way[]> {
  return name === "kernel" ? await Promise.all(POLLER_NAMES.map(toKernelWay)) : [{ name, isHere: true }];
}

async function toKernelWay(poller: PollerName): Promise<Way> {
  // What every Linux has must be here; the other way may be forbidden.
  return { name: "kernel", poller, isHere: poller === "epoll" || await probeKernel(poller) === null };
}

/** Registers a test for every transport: what holds for one holds for all. */
export function eachTransport(
  title: string,
  test: (open: Open, name: TransportName) => Promise<void>,
  { needs = [], needsNewRuntime = false }: EachOptions = {},
): void {
  for (
    const { name, poller, isHere } of WAYS.filter(({ name }) =>
      needs.every((cargo) => TRANSPORT_FACTS[name].carries[cargo])
    )
  ) {
    const own = poller === undefined ? { name } : { name, poller };
    Deno.test({
      name: `${[name, poller].filter((word) => word !== undefined).join(" ")}: ${title}`,
      ...RESOURCE_CHECK,
      ignore: !isHere || (needsNewRuntime && IS_OLD_RUNTIME),
      fn: () => test((settings = {}) => openTransport({ ...settings, ...own }), name),
    });
  }
}
