import assert from "node:assert/strict";
import { chooseTransport, describeTransport } from "../../../src/transport/choose_transport.ts";
import { RESOURCE_CHECK } from "../../support/runtime.ts";
import type { RefusedOutcome } from "./refused_calls_worker.ts";

const IS_LINUX = Deno.build.os === "linux";
const WISH = { isTls: false, hasProxy: false, isInsecure: false, hasUnixSocket: false, poller: "auto" } as const;

/** Lets the platform's door to the C library be another one meanwhile. */
async function withDoor(door: Partial<Pick<typeof Deno, "dlopen">>, test: () => Promise<void>): Promise<void> {
  const { dlopen } = Deno;
  Object.assign(Deno, door);
  try {
    await test();
  } finally {
    Object.assign(Deno, { dlopen });
  }
}

Deno.test({
  name: "a system that refuses io_uring gets epoll, which carries requests, and the line says why",
  ignore: !IS_LINUX,
  ...RESOURCE_CHECK,
  async fn() {
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => new Response("ok"));
    const worker = new Worker(new URL("./refused_calls_worker.ts", import.meta.url), { type: "module" });
    try {
      const told = Promise.withResolvers<RefusedOutcome>();
      worker.onmessage = ({ data }: MessageEvent<RefusedOutcome>) => told.resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        told.reject(new Error(event.message));
      };
      worker.postMessage(`http://127.0.0.1:${server.addr.port}/`);
      const outcome = await told.promise;
      assert.equal(outcome.poller, "epoll");
      assert.equal(outcome.status, 200);
      assert.match(outcome.shown, /^the kernel \(epoll\), transport kernel: .*; no io_uring: .*error 1\b/);
    } finally {
      worker.terminate();
    }
  },
});

Deno.test({
  name: "without calls of the C library requests go over the platform's sockets, and the line says why",
  ignore: !IS_LINUX,
  async fn() {
    // As with another C library, or where the sandbox hides it.
    const dlopen = () => {
      throw new Error("libc.so.6: cannot open shared object file");
    };
    await withDoor({ dlopen: dlopen as typeof Deno.dlopen }, async () => {
      const chosen = await chooseTransport({ ...WISH, choice: "auto" });
      assert.deepEqual([chosen.name, chosen.arrivals, chosen.poller], ["socket", "client", null]);
      assert.match(
        describeTransport(chosen).en,
        /this program, transport socket: no io_uring: .*cannot open shared object.*no epoll: /,
      );
      const refused = { message: /--transport kernel cannot be used: .*cannot open shared object/ };
      await assert.rejects(chooseTransport({ ...WISH, choice: "kernel" }), refused);
    });
  },
});

Deno.test({
  name: "a program without the permission for foreign functions runs over sockets and says so",
  ignore: !IS_LINUX,
  async fn() {
    const main = new URL("../../../main.ts", import.meta.url).pathname;
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => new Response("ok"));
    const folder = await Deno.makeTempDir();
    const url = `http://127.0.0.1:${server.addr.port}/v1/chat/completions`;
    const args = ["perf", "--model", "m", "--prompt", "hi", "--number", "1", "--no-test-connection", "--url", url];
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-check", "-A", "--deny-ffi", main, ...args, "--outputs-dir", folder],
    }).output();
    await Deno.remove(folder, { recursive: true });
    const text = new TextDecoder().decode(stderr);
    assert.match(text, /Arrival times: .*socket: calls of the C library are not allowed \(--allow-ffi\)/);
  },
});
