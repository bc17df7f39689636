import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { KeptStates } from "../../../src/agents/coordinator/kept_states.ts";
import { RemoteAgent } from "../../../src/agents/coordinator/remote_agent.ts";
import { RemoteLoop } from "../../../src/agents/coordinator/remote_loop.ts";
import type { AgentOrder, JoinRequest } from "../../../src/agents/wire/join.ts";

const ASKED: JoinRequest = {
  name: "agent",
  incarnation: "i",
  host: "host",
  cores: 2,
  memoryBytes: 1,
  version: "1",
  bus: 1,
  protocol: 1,
  loops: 1,
  publicKey: "",
};

function makeAgents(count: number): readonly RemoteAgent[] {
  return Array.from({ length: count }, (_, number) => {
    const agent = new RemoteAgent(number, { ...ASKED, name: `agent-${number}` }, 0);
    agent.state = "member";
    const loop = new RemoteLoop({
      machine: agent,
      hasOwnKeys: false,
      loop: 0,
      watchDealing: () => {},
      makesItems: () => false,
      epoch: 1,
      report: null,
      maxBytes: 1e6,
      send: () => {},
      seal: (bytes) => bytes,
    });
    agent.loops.set(0, loop);
    return agent;
  });
}

interface Told {
  readonly agent: number;
  readonly parent: number | null;
}

function open(tree = { flatUpTo: 0, fanIn: 2 }, answer = "") {
  const told: Told[] = [];
  const order = (agent: RemoteAgent, given: AgentOrder) => {
    if (given.kind === "keep") told.push({ agent: agent.number, parent: given.parent });
    return Promise.resolve(new TextEncoder().encode(answer));
  };
  return { told, kept: new KeptStates({ tree, order }) };
}

Deno.test("statement 23: with many agents so many tell one, and the first so many the coordinator", async () => {
  const { told, kept } = open();
  await kept.begin("settings", makeAgents(7));
  deepStrictEqual(told.map(({ parent }) => parent), [null, null, 0, 0, 1, 1, 2]);
});

Deno.test("few agents tell the coordinator themselves", async () => {
  const { told, kept } = open({ flatUpTo: 100, fanIn: 32 });
  await kept.begin("settings", makeAgents(100));
  strictEqual(told.every(({ parent }) => parent === null), true);
  told.length = 0;
  await kept.begin("settings", makeAgents(101));
  deepStrictEqual([told[31], told[32], told[100]].map((one) => one?.parent), [null, 0, 2]);
});

Deno.test("those that told an agent that is lost are told to tell the coordinator", async () => {
  const { told, kept } = open();
  const agents = makeAgents(5);
  await kept.begin("settings", agents);
  told.length = 0;
  agents[0]?.lose("gone");
  if (agents[0] !== undefined) kept.lose(agents[0]);
  await Promise.resolve();
  deepStrictEqual(told, [{ agent: 2, parent: null }, { agent: 3, parent: null }]);
});

Deno.test("what an agent ended and no state holds is missing, until a state holds it", async () => {
  const { kept } = open();
  const agents = makeAgents(2);
  await kept.begin("settings", agents);
  const loop = agents[1]?.loops.get(0);
  if (loop !== undefined) loop.kept = 12;
  deepStrictEqual(kept.missing().map(({ agent, records }) => [agent.number, records]), [[1, 12]]);
  const state = Uint8Array.of();
  kept.take({ agent: 1, phase: 1, number: 1, own: { covered: [[1, 0, 12]], state }, below: null });
  deepStrictEqual(kept.missing(), []);
});

Deno.test("an agent that cannot keep records ends the run before it begins", async () => {
  const { kept } = open(undefined, "the disk is full");
  await rejects(kept.begin("settings", makeAgents(1)), /Agent agent-0 cannot keep records: the disk is full/);
});

Deno.test("where records come to the coordinator agents are told nothing, and told to stop keeping after another step", async () => {
  const { told, kept } = open();
  const agents = makeAgents(1);
  await kept.begin(null, agents);
  strictEqual(told.length, 0);
  await kept.begin("settings", agents);
  await kept.begin(null, agents);
  strictEqual(told.length, 2);
  deepStrictEqual(kept.missing(), []);
});
