import type { WorkItem } from "../../core/work_item.ts";
import type { ShardLink } from "../protocol/messages.ts";

/** Deals items out to the shards that ask for them, in order. */
export interface ItemFeed {
  /** A shard asks for so many more items. */
  want(shard: number, count: number): void;
  /** Rejects when making an item failed; never resolves. */
  readonly failure: Promise<never>;
  /** No more items are made. */
  stop(): void;
}

/** Items go out in batches of this size, so that the first one does not wait for the last. */
const BATCH_ITEMS = 64;

/** Creates a feed that pulls from one source, only as much as was asked for. */
export function createItemFeed(items: AsyncIterator<WorkItem>, links: readonly ShardLink[]): ItemFeed {
  const wants: { shard: number; count: number }[] = [];
  let isPumping = false;
  let hasEnded = false;
  let fail: (cause: unknown) => void = () => {};
  const failure = new Promise<never>((_, reject) => fail = reject);
  failure.catch(() => {});

  const pump = async (): Promise<void> => {
    try {
      await serveWants();
    } catch (cause) {
      hasEnded = true;
      fail(cause);
    } finally {
      isPumping = false;
    }
  };

  const serveWants = async (): Promise<void> => {
    for (let want = wants.shift(); want !== undefined && !hasEnded; want = wants.shift()) {
      const batch = await pull(items, Math.min(want.count, BATCH_ITEMS));
      if (hasEnded) return;
      if (batch.items.length > 0) {
        links[want.shard]?.send({ kind: "items", items: batch.items }, batch.items.map(({ body }) => body.buffer));
      }
      if (want.count > BATCH_ITEMS) wants.push({ shard: want.shard, count: want.count - BATCH_ITEMS });
      if (batch.isLast) {
        hasEnded = true;
        links.forEach((link) => link.send({ kind: "items_end" }));
      }
    }
  };

  return {
    failure,
    want(shard, count) {
      wants.push({ shard, count });
      if (isPumping || hasEnded) return;
      isPumping = true;
      void pump();
    },
    stop() {
      hasEnded = true;
      void items.return?.();
    },
  };
}

async function pull(items: AsyncIterator<WorkItem>, count: number): Promise<{ items: WorkItem[]; isLast: boolean }> {
  const pulled: WorkItem[] = [];
  while (pulled.length < count) {
    const next = await items.next();
    if (next.done) return { items: pulled, isLast: true };
    pulled.push(next.value);
  }
  return { items: pulled, isLast: false };
}
