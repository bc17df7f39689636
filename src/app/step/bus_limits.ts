import { UsageError } from "../../core/errors.ts";
import type { WorkItem } from "../../core/work_item.ts";

/** What does not fit through the bus ends the run before it is sent. */
export async function* refuseLarge(items: AsyncIterable<WorkItem>, mostBytes: number): AsyncGenerator<WorkItem> {
  for await (const item of items) {
    if (item.body.byteLength > mostBytes) {
      throw new UsageError(
        `Request ${item.index} has ${item.body.byteLength} bytes, and the bus carries ${mostBytes}`,
        {
          hint: "Raise max_payload of nats-server, or send shorter prompts",
        },
      );
    }
    yield item;
  }
}
