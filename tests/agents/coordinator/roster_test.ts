import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import { Roster } from "../../../src/agents/coordinator/roster.ts";
import type { Beat, JoinRequest } from "../../../src/agents/wire/join.ts";
import { BUS_VERSION } from "../../../src/agents/wire/subjects.ts";
import { PROTOCOL_VERSION } from "../../../src/shards/protocol/messages.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

const ASKED: JoinRequest = {
  name: "a",
  incarnation: "1",
  host: "h",
  cores: 4,
  memoryBytes: 1,
  version: "1.0",
  bus: BUS_VERSION,
  protocol: PROTOCOL_VERSION,
  loops: 0,
  publicKey: "X",
};
const BEAT: Beat = {
  incarnation: "1",
  epoch: 1,
  atMs: 0,
  rssBytes: 1,
  cpuSeconds: 0,
  clock: null,
  pending: 0,
  retries: 0,
  refused: null,
};

function open() {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const joined: string[] = [];
  const left: string[] = [];
  const lost: string[] = [];
  const roster = new Roster({
    run: "r",
    epoch: 1,
    senderKey: "K",
    clock,
    version: "1.0",
    user: "me@here",
    target: "http://t",
    log: (line) => lines.push(line),
    onJoining: ({ name }) => joined.push(name),
    onLost: ({ name }) => lost.push(name),
    onLeaving: ({ name }) => left.push(name),
  });
  /** Joins and accepts. */
  const join = (over: Partial<JoinRequest>) => {
    const answer = roster.join({ ...ASKED, ...over });
    const agent = answer?.kind === "welcome" ? roster.find(answer.agent) : null;
    if (agent !== null) roster.news(agent, { kind: "accepted" });
    return answer;
  };
  return { clock, lines, joined, left, lost, roster, join };
}

const NEVER = new AbortController().signal;

Deno.test("So many agents are taken as were asked for; one more waits", async () => {
  const { clock, roster, join, joined } = open();
  const gathering = roster.gather(2, 1000, NEVER);
  clock.at(10, () => join({ name: "a" }));
  clock.at(20, () => join({ name: "b", incarnation: "2" }));
  const agents = await clock.run(gathering);
  deepStrictEqual(agents.map(({ name, number }) => [name, number]), [["a", 0], ["b", 1]]);
  const late = { name: "c", incarnation: "3" };
  deepStrictEqual(join(late), { kind: "later", reason: "run r of me@here has started" });
  roster.letMoreJoin(true);
  strictEqual(join(late)?.kind, "welcome");
  deepStrictEqual(joined, ["a", "b", "c"]);
  roster.letMoreJoin(false);
  strictEqual(join({ name: "d", incarnation: "4" })?.kind, "later");
});

Deno.test("Too few agents: nothing is sent, and the error says who came and who was refused", async () => {
  const { clock, roster, join } = open();
  const gathering = roster.gather(2, 1000, NEVER);
  clock.at(10, () => join({ name: "a" }));
  clock.at(20, () => join({ name: "old", version: "0.9" }));
  await rejects(clock.run(gathering), (error) => {
    match(String(error), /2 agents were asked for, and after 1 s there are 1: a; old \(h\) refused: the agent is/);
    return error instanceof Error && error.name === "DataError";
  });
});

Deno.test("An agent of another version, and a second one of the same name, are refused in words", async () => {
  const { clock, roster, join, lines } = open();
  const gathering = roster.gather(1, 1000, NEVER);
  const old = join({ version: "0.9" });
  match(old?.kind === "refused" ? old.reason : "", /streamgauge 0\.9 .* use the same on all machines/);
  strictEqual(join({ protocol: PROTOCOL_VERSION + 1 })?.kind, "refused");
  strictEqual(join({})?.kind, "welcome");
  // The same process asks again where the answer was lost.
  strictEqual(join({})?.kind, "welcome");
  // Whether the one before it is gone shows by its beats.
  match(JSON.stringify(join({ incarnation: "2" })), /"later".*an agent named a takes part; should it be gone/);
  clock.at(500, () => roster.beat(0, BEAT));
  await clock.run(clock.sleepUntil(1000, NEVER));
  const second = join({ incarnation: "2" });
  match(second?.kind === "refused" ? second.reason : "", /an agent named a \(of h\) takes part already/);
  strictEqual((await clock.run(gathering)).length, 1);
  strictEqual(lines.filter((line) => /refused/.test(line)).length, 3);
});

Deno.test("An agent that was started again takes its place once the one before it is counted out", async () => {
  const { clock, roster, join } = open();
  const over = new AbortController();
  const gathering = roster.gather(1, 1000, NEVER);
  join({});
  await clock.run(gathering);
  roster.letMoreJoin(true);
  void roster.watch(over.signal);
  const kinds: (string | undefined)[] = [];
  for (const atMs of [1000, 2000, 7000]) clock.at(atMs, () => kinds.push(join({ incarnation: "2" })?.kind));
  await clock.run(clock.sleepUntil(7200, NEVER));
  over.abort();
  deepStrictEqual(kinds, ["later", "later", "welcome"]);
  deepStrictEqual(roster.all().map(({ state }) => state), ["lost", "member"]);
});

Deno.test("An agent that says nothing for six seconds is counted out, and hears so when it comes back", async () => {
  const { lost, clock, roster, join } = open();
  const over = new AbortController();
  const gathering = roster.gather(1, 1000, NEVER);
  join({});
  await clock.run(gathering);
  void roster.watch(over.signal);
  clock.at(500, () => deepStrictEqual(roster.beat(0, BEAT), { isMember: true, atMs: 500 }));
  const states: string[] = [];
  for (const atMs of [6400, 7000]) clock.at(atMs, () => states.push(roster.find(0)?.state ?? ""));
  clock.at(7100, () => {
    strictEqual(roster.beat(0, BEAT).isMember, false);
    over.abort();
  });
  await clock.run(clock.sleepUntil(7200, NEVER));
  deepStrictEqual(states, ["member", "lost"]);
  deepStrictEqual(lost, ["a"]);
  match(roster.find(0)?.lostReason ?? "", /no sign of life for 6\.\d s/);
  // Another process of that name does not speak for the one that was lost.
  strictEqual(roster.beat(0, { ...BEAT, incarnation: "2" }).isMember, false);
});

Deno.test("An agent whose records the bus does not take is counted out with the reason, so that no run waits for ever", async () => {
  const { clock, roster, join } = open();
  const gathering = roster.gather(1, 1000, NEVER);
  join({});
  await clock.run(gathering);
  const refused = { forMs: 5000, reason: "insufficient storage resources available" };
  strictEqual(roster.beat(0, { ...BEAT, refused }).isMember, true);
  strictEqual(roster.beat(0, { ...BEAT, refused: { ...refused, forMs: 61_000 } }).isMember, false);
  match(roster.find(0)?.lostReason ?? "", /taken nothing of its for 60 s: insufficient storage/);
});

Deno.test("An agent may decline the target, and may leave", async () => {
  const { clock, roster, lines, left } = open();
  const gathering = roster.gather(1, 1000, NEVER);
  const answer = roster.join(ASKED);
  const agent = roster.find(answer?.kind === "welcome" ? answer.agent : -1);
  if (agent === null) throw new Error("Nobody was welcome");
  roster.news(agent, { kind: "declined", reason: "not there" });
  deepStrictEqual(roster.all(), []);
  const again = roster.join({ ...ASKED, incarnation: "2" });
  const other = roster.find(again?.kind === "welcome" ? again.agent : -1);
  if (other === null) throw new Error("Nobody was welcome");
  roster.news(other, { kind: "accepted" });
  await clock.run(gathering);
  roster.news(other, { kind: "leaving", reason: "it ends" });
  deepStrictEqual(left, ["a"]);
  match(lines.join("\n"), /Agent a declines: not there/);
});

Deno.test("An agent whose connection has ended is counted out at once, unless it comes back or we were cut off too", async () => {
  const closed = { incarnation: "1", reason: "Client Closed" };
  const tell = async (how: { readonly comesBack?: boolean; readonly wasGone?: boolean; readonly isOver?: boolean }) => {
    const { clock, lost, lines, roster, join } = open();
    roster.letMoreJoin(true);
    join({});
    const over = new AbortController();
    const own = { signal: over.signal, wasGoneSince: () => how.wasGone ?? false };
    const told = roster.noteClosed(closed, own);
    await roster.noteClosed({ ...closed, incarnation: "another" }, own);
    if (how.comesBack ?? false) clock.at(300, () => roster.beat(0, BEAT));
    if (how.isOver ?? false) over.abort();
    await clock.run(told);
    return { lost, reason: roster.find(0)?.lostReason, lines };
  };
  const { lost, reason } = await tell({});
  deepStrictEqual(lost, ["a"]);
  match(reason ?? "", /its connection has ended \(Client Closed\), and it has not come back/);
  deepStrictEqual((await tell({ comesBack: true })).lost, []);
  deepStrictEqual((await tell({ wasGone: true })).lost, []);
  deepStrictEqual((await tell({ isOver: true })).lost, []);
});
