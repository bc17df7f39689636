import { deepStrictEqual, strictEqual } from "node:assert";
import { downloadFile } from "../../../src/datasets/hub/hub_download.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const CONTENT = "abcdefgh";

/** Sends half of the file and then nothing; the rest at once to who asks for it, unless it is to stay silent. */
function startStallingServer(isSilent: boolean): { url: string; stop: () => Promise<void> } {
  const half = CONTENT.length / 2;
  const ending = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: ending.signal },
    (request) => {
      if (request.headers.has("range") && !isSilent) return new Response(CONTENT.slice(half), { status: 206 });
      const body = new ReadableStream({
        start: (stream) => stream.enqueue(new TextEncoder().encode(CONTENT.slice(0, half))),
      });
      return new Response(body, { headers: { "content-length": String(CONTENT.length) } });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/file`,
    stop: () => (ending.abort(), server.finished),
  };
}

/** Downloads with a watch that gives a connection up as soon as half of the file is there: no more will come. */
async function download(isSilent: boolean): Promise<{ outcome: unknown; stored: string }> {
  const server = startStallingServer(isSilent);
  let result = { outcome: null as unknown, stored: "" };
  let expiry = new AbortController();
  const watchIdle = () => {
    expiry = new AbortController();
    return { signal: expiry.signal, feed: () => {}, [Symbol.dispose]: () => {} };
  };
  let hasStalled = false;
  const onProgress = (doneBytes: number) => {
    if (doneBytes !== CONTENT.length / 2 || (hasStalled && !isSilent)) return;
    hasStalled = true;
    queueMicrotask(() => expiry.abort());
  };
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/file.txt`;
    const { signal } = new AbortController();
    const outcome = await downloadFile({ url: server.url, path, token: null, signal, onProgress, watchIdle });
    result = { outcome, stored: await Deno.readTextFile(outcome.kind === "done" ? path : `${path}.part`) };
  });
  await server.stop();
  return result;
}

Deno.test("a download that stands still is broken off and taken up again", async () => {
  deepStrictEqual(await download(false), { outcome: { kind: "done" }, stored: "abcdefgh" });
});

Deno.test("a download that never goes on ends as broken, and keeps what came", async () => {
  const { outcome, stored } = await download(true);
  deepStrictEqual(outcome, { kind: "broken", reason: "nothing came any more", doneBytes: 4 });
  strictEqual(stored, "abcd");
});
