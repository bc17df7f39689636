import { createLoadMemory, EndpointLoads } from "../protocol/endpoint_loads.ts";
import type { ShardLink, ShardSetup } from "../protocol/messages.ts";

/**
 * Creates a function that lets the event loops of one process share how busy each endpoint is, where requests go to the
 * least busy one. What a lost loop had under way no longer counts.
 */
export function createLoadSharing(): (link: ShardLink) => ShardLink {
  let memory: SharedArrayBuffer | null = null;
  let rows = 0;

  const openPlace = ({ endpoints: { length } }: ShardSetup) => {
    memory ??= createLoadMemory(length);
    const place = { memory, row: rows++ };
    return { place, loads: new EndpointLoads(place, length) };
  };
  return (link) => {
    let loads: EndpointLoads | null = null;
    const prepare = (setup: ShardSetup): ShardSetup => {
      if (setup.endpointRule.strategy !== "least-busy" || setup.endpoints.length < 2) return setup;
      const opened = openPlace(setup);
      loads = opened.loads;
      return { ...setup, endpointLoads: opened.place };
    };
    return {
      ...link,
      send: (message, transfer) =>
        link.send(message.kind === "setup" ? { ...message, setup: prepare(message.setup) } : message, transfer),
      onMessage: (receive) =>
        link.onMessage((message) => {
          if (message.kind === "crash") loads?.forget();
          receive(message);
        }),
    };
  };
}
