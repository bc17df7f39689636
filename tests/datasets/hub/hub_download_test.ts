import { deepStrictEqual, strictEqual } from "node:assert";
import { downloadFile } from "../../../src/datasets/hub/hub_download.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

/** Sends half of the file and then nothing; a request for the rest gets it, unless the server stays silent. */
function startStallingServer(content: string, isSilent: boolean): { url: string; stop: () => Promise<void> } {
  const half = content.length / 2;
  const ending = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: ending.signal },
    (request) => {
      if (request.headers.has("range") && !isSilent) return new Response(content.slice(half), { status: 206 });
      const body = new ReadableStream({
        start: (stream) => stream.enqueue(new TextEncoder().encode(content.slice(0, half))),
      });
      return new Response(body, { headers: { "content-length": String(content.length) } });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/file`,
    stop: () => (ending.abort(), server.finished),
  };
}

async function download(isSilent: boolean): Promise<{ outcome: unknown; stored: string }> {
  const server = startStallingServer("abcdefgh", isSilent);
  let result = { outcome: null as unknown, stored: "" };
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/file.txt`;
    const { signal } = new AbortController();
    const asked = { url: server.url, path, token: null, signal, onProgress: () => {}, idleTimeoutMs: 20 };
    const outcome = await downloadFile(asked);
    result = { outcome, stored: await Deno.readTextFile(outcome.kind === "done" ? path : `${path}.part`) };
  });
  await server.stop();
  return result;
}

Deno.test("a download that stands still is broken off and taken up again", async () => {
  const isSilent = false;
  deepStrictEqual(await download(isSilent), { outcome: { kind: "done" }, stored: "abcdefgh" });
});

Deno.test("a download that never goes on ends as broken, and keeps what came", async () => {
  const isSilent = true;
  const { outcome, stored } = await download(isSilent);
  deepStrictEqual(outcome, { kind: "broken", reason: "nothing came any more", doneBytes: 4 });
  strictEqual(stored, "abcd");
});
