import { deepStrictEqual, strictEqual } from "node:assert";
import { joinSignals } from "../../src/core/joined_signal.ts";

Deno.test("a joined signal is aborted by any of its sources, for the reason of the first", () => {
  for (const which of [0, 1]) {
    const sources = [new AbortController(), new AbortController()] as const;
    using joined = joinSignals(sources.map(({ signal }) => signal));
    strictEqual(joined.signal.aborted, false);
    sources[which === 0 ? 0 : 1].abort("first");
    sources[which === 0 ? 1 : 0].abort("second");
    strictEqual(joined.signal.reason, "first");
  }
});

Deno.test("a source that was aborted before has aborted the joined signal", () => {
  using joined = joinSignals([new AbortController().signal, AbortSignal.abort("gone"), AbortSignal.abort("later")]);
  strictEqual(joined.signal.reason, "gone");
});

Deno.test("a joined signal that is disposed follows no more and has left its sources", () => {
  const listened: string[] = [];
  class Source extends EventTarget {
    readonly aborted = false;
    override addEventListener(...given: Parameters<EventTarget["addEventListener"]>): void {
      const { signal } = given[2] as { signal: AbortSignal };
      signal.addEventListener("abort", () => listened.push("left"));
      super.addEventListener(...given);
    }
  }
  const source = new Source();
  const joined = joinSignals([source as unknown as AbortSignal]);
  joined[Symbol.dispose]();
  source.dispatchEvent(new Event("abort"));
  deepStrictEqual([listened, joined.signal.aborted], [["left"], false]);
});
