import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import type { WorkItem } from "../../../src/core/work_item.ts";
import { createItemFeed } from "../../../src/shards/coordinator/item_feed.ts";
import type { ShardLink, ToShard } from "../../../src/shards/protocol/messages.ts";
import { shareOf } from "../../../src/shards/coordinator/shard_pool.ts";
import { makeItem } from "../../support/make_item.ts";

function fakeShard(): ShardLink & { readonly messages: ToShard[] } {
  const messages: ToShard[] = [];
  return { messages, send: (message) => messages.push(message), onMessage: () => {}, close: () => {} };
}

async function* itemsUpTo(count: number, made: number[] = []): AsyncGenerator<WorkItem> {
  for (let index = 0; index < count; index++) {
    made.push(index);
    yield await Promise.resolve(makeItem({ index }));
  }
}

const indexesOf = (messages: readonly ToShard[]) =>
  messages.flatMap((message) => message.kind === "items" ? message.items.map(({ index }) => index) : []);

/** Enough turns of the microtask queue for a feed of some dozen items. */
async function settle(): Promise<void> {
  for (let i = 0; i < 2000; i++) await Promise.resolve();
}

Deno.test("createItemFeed() deals items in the order in which shards ask", async () => {
  const [one, two] = [fakeShard(), fakeShard()];
  const feed = createItemFeed(itemsUpTo(7), [one, two]);
  feed.want(0, 2);
  feed.want(1, 3);
  feed.want(0, 2);
  await settle();
  deepStrictEqual(indexesOf(one.messages), [0, 1, 5, 6]);
  deepStrictEqual(indexesOf(two.messages), [2, 3, 4]);
});

Deno.test("createItemFeed() makes no more items than were asked for", async () => {
  const made: number[] = [];
  const feed = createItemFeed(itemsUpTo(1000, made), [fakeShard()]);
  feed.want(0, 5);
  await settle();
  strictEqual(made.length, 5);
  feed.stop();
});

Deno.test("createItemFeed() tells every shard the end", async () => {
  const shards = [fakeShard(), fakeShard()];
  const feed = createItemFeed(itemsUpTo(3), shards);
  feed.want(0, 10);
  await settle();
  deepStrictEqual(shards.map(({ messages }) => messages.at(-1)?.kind), ["items_end", "items_end"]);
});

Deno.test("createItemFeed() reports what went wrong in making an item", async () => {
  const broken = async function* (): AsyncGenerator<WorkItem> {
    yield await Promise.resolve(makeItem({ index: 0 }));
    throw new Error("line 2 is broken");
  };
  const feed = createItemFeed(broken(), [fakeShard()]);
  feed.want(0, 5);
  await rejects(feed.failure, /line 2 is broken/);
});

Deno.test("shareOf() parts add up to the whole and differ by one at most", () => {
  deepStrictEqual([0, 1, 2].map((index) => shareOf(8, index, 3)), [3, 3, 2]);
  deepStrictEqual([0, 1, 2].map((index) => shareOf(1, index, 3)), [1, 0, 0]);
});
