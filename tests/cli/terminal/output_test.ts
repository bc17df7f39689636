import { deepStrictEqual, strictEqual } from "node:assert";
import { createOutput } from "../../../src/cli/terminal/output.ts";

interface FakeStream {
  readonly isTerminal: () => boolean;
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** What has come through. */
  text(): string;
}

/** A stream that takes so many bytes at once; `act` may throw, or wait, before the write of that number. */
function makeStream(
  { most = Infinity, isTerminal = false, act = () => {} }: {
    readonly most?: number;
    readonly isTerminal?: boolean;
    readonly act?: (write: number) => Promise<void> | void;
  } = {},
): FakeStream {
  const bytes: number[] = [];
  let writes = 0;
  return {
    isTerminal: () => isTerminal,
    async write(chunk) {
      await act(++writes);
      const taken = chunk.subarray(0, most);
      bytes.push(...taken);
      return taken.length;
    },
    text: () => new TextDecoder().decode(new Uint8Array(bytes)),
  };
}

Deno.test("flush() waits until everything is written, however little is taken at once", async () => {
  const stream = makeStream({ most: 2 });
  const output = createOutput(stream);
  output.write("größer\n");
  output.write("kleiner\n");
  await output.flush();
  strictEqual(stream.text(), "größer\nkleiner\n");
  strictEqual(output.failure(), null);
});

Deno.test("write() drops everything once the reader of a pipe has gone, which is no failure", async () => {
  let writes = 0;
  const output = createOutput(makeStream({
    act: (write) => {
      writes = write;
      throw new Deno.errors.BrokenPipe("gone");
    },
  }));
  output.write("a");
  await output.flush();
  output.write("b");
  await output.flush();
  strictEqual(writes, 1);
  strictEqual(output.failure(), null);
});

Deno.test("what cannot be written for another reason is given up at once and told", async () => {
  let writes = 0;
  const output = createOutput(makeStream({
    act: (write) => {
      writes = write;
      throw new Error("No space left on device");
    },
  }));
  output.write("a");
  await output.flush();
  output.write("b");
  await output.flush();
  strictEqual(writes, 1);
  strictEqual(output.failure(), "No space left on device");
});

Deno.test("a pipe that takes nothing just now is tried again after a pause", async () => {
  let pauses = 0;
  const stream = makeStream({
    most: 3,
    act: (write) => {
      if (write % 2 === 1) throw new Deno.errors.WouldBlock("full");
    },
  });
  const output = createOutput(stream, { pause: () => Promise.resolve(void pauses++) });
  output.write("abcdefg");
  await output.flush();
  strictEqual(stream.text(), "abcdefg");
  strictEqual(pauses, 3);
});

Deno.test("a reader that is slow delays nobody, and what it did not take in time is dropped and counted", async () => {
  let release = () => {};
  const blocked = new Promise<void>((resolve) => release = resolve);
  const stream = makeStream({ act: (write) => write === 1 ? blocked : undefined });
  const output = createOutput(stream, { mostQueuedBytes: 10 });
  output.write("first\n");
  await Promise.resolve();
  await Promise.resolve();
  for (let line = 0; line < 5; line++) output.write("12345\n");
  release();
  await output.flush();
  strictEqual(stream.text(), "first\n12345\n… 4 pieces of output were not read in time and are left out\n");
});

Deno.test("two outputs that share a screen keep their order", async () => {
  const screen = makeStream({ isTerminal: true });
  const stdout = createOutput(screen);
  const stderr = createOutput(makeStream({ isTerminal: true }), { sharesScreenWith: stdout });
  for (const index of [1, 2, 3]) {
    stderr.write(`log ${index}\n`);
    stdout.write(`result ${index}\n`);
  }
  await stderr.flush();
  strictEqual(screen.text(), "log 1\nresult 1\nlog 2\nresult 2\nlog 3\nresult 3\n");
});

Deno.test("an output that is no terminal has no colours and the fallback's width", () => {
  const output = createOutput(makeStream());
  deepStrictEqual([output.hasColor, output.width(77)], [false, 77]);
});

Deno.test("a dumb terminal and that of a build are written like a file, CI=false is no build", () => {
  const isTerminal = (env: Record<string, string>) =>
    createOutput(makeStream({ isTerminal: true }), { env }).isTerminal;
  deepStrictEqual(
    [isTerminal({}), isTerminal({ TERM: "dumb" }), isTerminal({ CI: "true" }), isTerminal({ CI: "false" })],
    [true, false, false, true],
  );
});

Deno.test("a locale with ASCII alone gets tables of ASCII", async () => {
  const stream = makeStream();
  const output = createOutput(stream, { env: { LC_ALL: "C" } });
  output.write("│ 1 │");
  await output.flush();
  strictEqual(stream.text(), "| 1 |");
});
