import { deepStrictEqual, strictEqual } from "node:assert";
import { createRule } from "../../../src/shards/agent/endpoint_picker.ts";
import { createLoadSharing } from "../../../src/shards/links/shared_loads.ts";
import { EndpointLoads } from "../../../src/shards/protocol/endpoint_loads.ts";
import type { FromShard, ShardLink, ShardSetup, ToShard } from "../../../src/shards/protocol/messages.ts";
import { makeItem } from "../../support/make_item.ts";
import { POOL_SETUP } from "../../support/virtual_load.ts";

const ENDPOINT = { name: "a", url: "http://a.test/", headers: {}, route: null };
const LEAST_BUSY = { strategy: "least-busy", scope: "session" } as const;
const SETUP: ShardSetup = {
  ...POOL_SETUP,
  shard: 0,
  clockOffsetMs: 0,
  endpoints: [ENDPOINT, { ...ENDPOINT, name: "b" }],
  endpointRule: LEAST_BUSY,
};

interface FakeLoop {
  readonly link: ShardLink;
  readonly setups: ShardSetup[];
  say(message: FromShard): void;
}

function openLoop(share: (link: ShardLink) => ShardLink): FakeLoop {
  const setups: ShardSetup[] = [];
  let receive: (message: FromShard) => void = () => {};
  const link = share({
    send: (message: ToShard) => message.kind === "setup" && setups.push(message.setup),
    onMessage: (receiver) => void (receive = receiver),
    close: () => {},
  });
  link.onMessage(() => {});
  return { link, setups, say: (message) => receive(message) };
}

function loadsOf({ setups: [setup] }: FakeLoop): EndpointLoads {
  if (setup?.endpointLoads === undefined) throw new Error("Nothing is shared");
  return new EndpointLoads(setup.endpointLoads, setup.endpoints.length);
}

Deno.test("event loops of a process see each other's requests, and forget those of a lost one", () => {
  const share = createLoadSharing();
  const [one, two] = [openLoop(share), openLoop(share)];
  for (const { link } of [one, two]) link.send({ kind: "setup", setup: SETUP });
  const [ofOne, ofTwo] = [loadsOf(one), loadsOf(two)];
  ofOne.begin(0);
  ofOne.begin(0);
  ofTwo.begin(1);
  deepStrictEqual(ofTwo.read(0), { running: 2, started: 2, isFailing: false });
  const pick = createRule(LEAST_BUSY, { count: 2, loads: ofTwo });
  strictEqual(pick({ item: makeItem({}), turnIndex: 0 }), 1);
  ofTwo.end(1, true);
  deepStrictEqual(ofOne.read(1), { running: 0, started: 1, isFailing: true });
  one.say({ kind: "crash", message: "out of memory", stack: "" });
  deepStrictEqual(ofTwo.read(0), { running: 0, started: 2, isFailing: false });
});

Deno.test("nothing is shared where nobody asks who is busy", () => {
  const loop = openLoop(createLoadSharing());
  loop.link.send({ kind: "setup", setup: { ...SETUP, endpointRule: { ...LEAST_BUSY, strategy: "round-robin" } } });
  loop.link.send({ kind: "setup", setup: { ...SETUP, endpoints: [ENDPOINT] } });
  deepStrictEqual(loop.setups.map(({ endpointLoads }) => endpointLoads), [undefined, undefined]);
});
