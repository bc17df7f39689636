import { ok, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { FAILURE_KINDS } from "../../../src/core/failure.ts";
import { toFailureMessage } from "../../../src/report/parts/failure_messages.ts";
import { toBreakFailure, toConnectFailure } from "../../../src/transport/kernel/errno_failure.ts";
import { toConnectFailure as toSocketFailure } from "../../../src/transport/socket/socket_failure.ts";
import { toTlsFailure } from "../../../src/transport/tls/tls_verdict.ts";

const CHINESE = /[\u4e00-\u9fff]/;
const PLACES = ["apis", "shards", "transport"];
/** A message beside its kind, a fault of the parser, or a message that stands in a variable of that name. */
const WRITTEN =
  /(?:kind: "([a-z_]+)",\s*message: |new (?:Response|Header)Fault\(|const message =\s)\s*(?:"((?:[^"\\])*)"|`([^`]*)`)/g;

Deno.test("every message that the client writes of a failure has a Chinese one", async () => {
  const messages = await listWrittenMessages();
  ok(messages.length > 40, `only ${messages.length} were found in the sources`);
  for (const message of messages) {
    ok(CHINESE.test(toFailureMessage(message).zh), `No Chinese for "${message}" in failure_messages.ts`);
  }
});

Deno.test("what the system said of a connection is told in Chinese, too", () => {
  const { message } = toBreakFailure(104);
  strictEqual(toFailureMessage(message).en, message);
  strictEqual(toFailureMessage(message).zh, "连接被服务端中断：被服务端重置（ECONNRESET）");
  for (const errno of [2, 11, 12, 13, 23, 24, 32, 98, 99, 101, 103, 104, 105, 110, 111, 112, 113, 4242]) {
    for (const failure of [toConnectFailure(errno), toBreakFailure(errno)]) {
      const [, detail = ""] = toFailureMessage(failure.message).zh.split("：");
      ok(CHINESE.test(detail), failure.message);
    }
  }
});

Deno.test("the system's own words of a refused connection are told once, in both languages", () => {
  const { message } = toSocketFailure(new Error("Connection refused (os error 111)"));
  strictEqual(message, "Connection refused (os error 111)");
  strictEqual(toFailureMessage(message).zh, "连接被拒绝（os error 111）");
});

Deno.test("words of the service stay as they came", () => {
  for (const said of ["HTTP 503: The server is overloaded.", "Sorry, {} <b>", ""]) {
    strictEqual(toFailureMessage(said).zh, said);
  }
  const { message } = toTlsFailure("other", "alert 42 (x)");
  strictEqual(toFailureMessage(message).zh, "TLS 失败：alert 42 (x)");
});

/** Messages as sources write them, with a 7 for what only the one failure knows. */
async function listWrittenMessages(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const place of PLACES) {
    const folder = fileURLToPath(new URL(`../../../src/${place}/`, import.meta.url));
    for await (const text of readSources(folder)) found.push(...readMessages(text));
  }
  return found;
}

function readMessages(source: string): readonly string[] {
  const isFailure = (kind: string | undefined) => kind === undefined || FAILURE_KINDS.some((known) => known === kind);
  return [...source.matchAll(WRITTEN)].filter(([, kind]) => isFailure(kind))
    .map(([, , plain, template = ""]) => plain ?? template.replaceAll(/\$\{[^}]*\}/g, "7"));
}

async function* readSources(folder: string): AsyncIterable<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* readSources(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield await Deno.readTextFile(folder + name);
  }
}
