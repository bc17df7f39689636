import type { Endpoint, OpenEndpoints } from "../../apis/open_endpoints.ts";
import type { SendBody } from "../../apis/exchange_reply.ts";
import type { EndpointRule } from "../../core/endpoints.ts";
import type { WorkItem } from "../../core/work_item.ts";
import { createLoadMemory, EndpointLoads } from "../protocol/endpoint_loads.ts";
import type { ShardSetup } from "../protocol/messages.ts";

/** One request that is to find its endpoint. */
export interface EndpointWish {
  readonly item: WorkItem;
  readonly turnIndex: number;
}

/** Where one request goes. */
export interface EndpointChoice {
  readonly endpoint: Endpoint;
  readonly send: SendBody;
  /** The request is no longer on its way. */
  readonly end: (hasFailed: boolean) => void;
}

/** Chooses the endpoint of a request, which counts as on its way there from then on. */
export type PickEndpoint = (wish: EndpointWish) => EndpointChoice;

/** Creates the choice of an event loop. */
export function createEndpointPicker(setup: ShardSetup, { sends }: OpenEndpoints): PickEndpoint {
  const { endpoints, endpointRule, endpointLoads } = setup;
  const count = endpoints.length;
  const loads = new EndpointLoads(endpointLoads ?? { memory: createLoadMemory(count), row: 0 }, count);
  const choices = endpoints.map((endpoint, index): EndpointChoice => {
    const send = sends[index];
    if (send === undefined) throw new Error(`There is no way to endpoint ${index}`);
    return { endpoint, send, end: (hasFailed) => loads.end(index, hasFailed) };
  });
  const pick = createRule(endpointRule, { count, loads });
  return (wish) => {
    const index = pick(wish);
    const choice = choices[index];
    if (choice === undefined) throw new Error(`There is no endpoint ${index}`);
    loads.begin(index);
    return choice;
  };
}

interface RuleParts {
  readonly count: number;
  readonly loads: EndpointLoads;
}

/**
 * Creates the rule by which requests find their endpoint. Round robin goes by the number of the session, so that a
 * request goes to the same endpoint however many event loops there are.
 */
export function createRule(
  { strategy, scope }: EndpointRule,
  { count, loads }: RuleParts,
): (wish: EndpointWish) => number {
  const choose = ({ item, turnIndex }: EndpointWish): number =>
    strategy === "least-busy"
      ? findLeastBusy(loads, count)
      : (item.index + (scope === "request" ? turnIndex : 0)) % count;
  if (scope === "request") return choose;
  const ofSession = new WeakMap<WorkItem, number>();
  return (wish) => {
    if (wish.item.conversation === null) return choose(wish);
    const endpoint = ofSession.get(wish.item) ?? choose(wish);
    ofSession.set(wish.item, endpoint);
    return endpoint;
  };
}

/**
 * Finds the endpoint with the fewest requests on their way in all event loops, then that with the fewest so far. One
 * whose last request failed gets no more than its even share: what fails at once always looks the least busy.
 */
function findLeastBusy(loads: EndpointLoads, count: number): number {
  const all = Array.from({ length: count }, (_, index) => ({ index, ...loads.read(index) }));
  const fewest = Math.min(...all.map(({ started }) => started));
  const [first] = all.filter(({ isFailing, started }) => !isFailing || started === fewest)
    .sort((a, b) => a.running - b.running || a.started - b.started || a.index - b.index);
  return first?.index ?? 0;
}
