import { RESOURCE_CHECK } from "../support/runtime.ts";
import { EXIT_CODES } from "../../src/cli/exit_codes.ts";
import { deepStrictEqual, ok } from "node:assert/strict";
import { runHere } from "../support/command_line.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";

const SECRET_HEADERS = [
  "Proxy-Authorization",
  "X-Api-Key",
  "api-key",
  "X-Auth-Token",
  "Ocp-Apim-Subscription-Key",
  "Cookie",
  "X-Goog-Api-Key",
  "X-Secret",
];
const SECRET_PARAMETERS = [
  "key",
  "api_key",
  "token",
  "sig",
  "signature",
  "code",
  "subscription-key",
  "access_token",
  "X-Amz-Signature",
  "X-Amz-Security-Token",
  "X-Amz-Credential",
  "X-Goog-Signature",
  "AWSAccessKeyId-Signature",
];
const SECRET_MEMBERS = ["api_key", "authorization", "client_secret", "password", "access_token", "token"];

/** Each key that is given somewhere, with a text that stands nowhere else. */
const CANARIES = {
  option: "canary-option-0001",
  variable: "canary-variable-0002",
  user: "canary-user-0003",
  password: "canary-password-0004",
  hub: "canary-hub-0005",
  modelscope: "canary-modelscope-0006",
  headers: SECRET_HEADERS.map((_name, index) => `canary-header-1${index}00`),
  parameters: SECRET_PARAMETERS.map((_name, index) => `canary-query%2F2${index}00`),
  members: SECRET_MEMBERS.map((_name, index) => `canary-member-3${index}00`),
  /** Not secret by its name: must be shown, or nothing would be proven. */
  control: "harmless-control-9000",
};

/** What must not be found: as it was given, and as it is read from an address. */
const FORBIDDEN: readonly string[] = [
  CANARIES.option,
  CANARIES.variable,
  CANARIES.user,
  CANARIES.password,
  CANARIES.hub,
  CANARIES.modelscope,
  ...CANARIES.headers,
  ...CANARIES.parameters.flatMap((value) => [value, decodeURIComponent(value)]),
  ...CANARIES.members,
  btoa(`${CANARIES.user}:${CANARIES.password}`),
];

const QUERY = [
  ...SECRET_PARAMETERS.map((name, index) => `${name}=${CANARIES.parameters[index]}`),
  `tenant=${CANARIES.control}`,
].join("&");
const MEMBERS = Object.fromEntries(SECRET_MEMBERS.map((name, index) => [name, CANARIES.members[index]]));
const HEADERS = [
  ...SECRET_HEADERS.map((name, index) => `${name}=${CANARIES.headers[index]}`),
  `X-Tenant=${CANARIES.control}`,
];
const ENV = { HF_TOKEN: CANARIES.hub, MODELSCOPE_API_TOKEN: CANARIES.modelscope };

type Reply = (echo: string) => Response;

const REPLIES = {
  good: () =>
    toStream(
      `data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}],` +
        `"usage":{"prompt_tokens":3,"completion_tokens":1}}\n\ndata: [DONE]\n\n`,
    ),
  error: (echo) => new Response(`no such thing: ${echo}`, { status: 500 }),
  errorJson: (echo) => Response.json({ error: { message: echo, code: echo, type: echo } }, { status: 401 }),
  errorInStream: (echo) => toStream(`data: ${JSON.stringify({ error: { message: echo, code: echo } })}\n\n`),
  malformed: (echo) => toStream(`data: {${echo}\n\n`),
  foreign: (echo) => new Response(`<html>${echo}</html>`, { headers: { "content-type": "text/html" } }),
  notFound: (echo) => new Response(echo, { status: 404 }),
} satisfies Record<string, Reply>;

function toStream(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/event-stream" } });
}

/** What the service got, as careless services put it into their errors: the path with its keys, and all headers. */
function echoOf(request: Request): string {
  const { pathname, search } = new URL(request.url);
  return `${pathname}${search} ${decodeURIComponent(search)} ${JSON.stringify(Object.fromEntries(request.headers))}`;
}

interface Scene {
  readonly address: string;
  readonly folder: string;
}

interface Situation {
  readonly reply?: keyof typeof REPLIES;
  readonly argv: (scene: Scene) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly code: number;
}

function perf({ address, folder }: Scene, ...more: readonly string[]): string[] {
  return [
    ...["perf", "--model", "m", "--url", address, "--prompt", "hi", "--number", "1", "--name", "run"],
    ...["--outputs-dir", `${folder}/outputs`, "--no-timestamp", "--headers", ...HEADERS],
    ...["--extra-args", JSON.stringify(MEMBERS), ...more],
  ];
}

const UNTESTED = "--no-test-connection";
const KEY = ["--api-key", CANARIES.option];

const SITUATIONS: Readonly<Record<string, Situation>> = {
  "a good run": { argv: (scene) => perf(scene, ...KEY), code: 0 },
  "a key of the environment": {
    argv: (scene) => perf(scene, UNTESTED),
    env: { STREAMGAUGE_API_KEY: CANARIES.variable },
    code: 0,
  },
  "--json": { argv: (scene) => perf(scene, UNTESTED, "--json", ...KEY), code: 0 },
  "--debug": { argv: (scene) => perf(scene, UNTESTED, "--debug", ...KEY), code: 0 },
  "an error that repeats the request": { reply: "error", argv: (scene) => perf(scene, UNTESTED, ...KEY), code: 1 },
  "the same with --debug": { reply: "error", argv: (scene) => perf(scene, UNTESTED, "--debug", ...KEY), code: 1 },
  "the same with --json": { reply: "error", argv: (scene) => perf(scene, UNTESTED, "--json", ...KEY), code: 1 },
  "an error object that repeats it": { reply: "errorJson", argv: (scene) => perf(scene, UNTESTED, ...KEY), code: 1 },
  "an error in a stream that repeats it": {
    reply: "errorInStream",
    argv: (scene) => perf(scene, UNTESTED, "--debug", ...KEY),
    code: 1,
  },
  "a malformed reply that repeats it": {
    reply: "malformed",
    argv: (scene) => perf(scene, UNTESTED, "--debug", ...KEY),
    code: 1,
  },
  "a page that repeats it": { reply: "foreign", argv: (scene) => perf(scene, UNTESTED, ...KEY), code: 1 },
  "a connection test that fails": { reply: "notFound", argv: (scene) => perf(scene, ...KEY), code: 3 },
  "--dry-run": { argv: (scene) => perf(scene, "--dry-run", ...KEY), code: 0 },
  "config show": { argv: (scene) => ["config", "show", ...perf(scene, ...KEY).slice(1)], code: 0 },
  "config show --json": { argv: (scene) => ["config", "show", ...perf(scene, "--json", ...KEY).slice(1)], code: 0 },
  "a file with keys and a mistake": {
    argv: ({ folder, ...scene }) => [...perf({ folder, ...scene }, UNTESTED), "--config", `${folder}/keys.json`],
    code: 2,
  },
  "a port that no address has": {
    argv: (scene) => perf({ ...scene, address: scene.address.replace(/:\d+\//, ":99999/") }, ...KEY),
    code: 2,
  },
  "another protocol": {
    argv: (scene) => perf({ ...scene, address: scene.address.replace("http", "ftp") }, ...KEY),
    code: 2,
  },
  "JSON that is broken": {
    argv: (scene) => perf(scene, "--extra-args", `{"api_key":"${CANARIES.members[0]}",}`, ...KEY),
    code: 2,
  },
  "an address where none belongs": {
    argv: (scene) => [...perf(scene, ...KEY), "--stream", "--", scene.address],
    code: 2,
  },
  "a template that is broken": {
    argv: (scene) => perf(scene, "--query-template", `{"api_key":"${CANARIES.members[0]}","a":%model}`, ...KEY),
    code: 2,
  },
};

interface Leak {
  readonly code: number;
  readonly texts: Readonly<Record<string, string>>;
}

/** Runs a command line in this process and gives all that it wrote, to the terminal and into files. */
async function run({ reply = "good", argv, env = {} }: Situation): Promise<Leak> {
  const found: Leak[] = [];
  await using service = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      await request.text();
      return REPLIES[reply](echoOf(request));
    },
  );
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/keys.json`, JSON.stringify({ api_key: CANARIES.option, parallel: "none" }));
    const { user, password } = CANARIES;
    const address = `http://${user}:${password}@127.0.0.1:${service.addr.port}/v1/chat/completions?${QUERY}`;
    const { code, stdout, stderr } = await runHere(argv({ address, folder }), { env: { ...ENV, ...env } });
    const texts = { stdout, stderr };
    found.push({ code, texts: { ...texts, ...await readAll(`${folder}/outputs`) } });
  });
  return found[0] ?? { code: -1, texts: {} };
}

async function readAll(folder: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { name, isDirectory } of await listFolder(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) Object.assign(texts, await readAll(path));
    // Each byte a character: keys in a database are found as well.
    else texts[path] = new TextDecoder("latin1").decode(await Deno.readFile(path));
  }
  return texts;
}

async function listFolder(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw cause;
  }
}

for (const [name, situation] of Object.entries(SITUATIONS)) {
  Deno.test({ name: `no key comes back: ${name}`, ...RESOURCE_CHECK }, async () => {
    const { code, texts } = await run(situation);
    // On a busy machine the client is the limit, which ends a run that was fine with a code of its own.
    const isBusy = code === EXIT_CODES.invalid && situation.code === EXIT_CODES.fine;
    ok(code === situation.code || isBusy, `exit code ${code}: ${texts["stderr"]}`);
    const leaks = Object.entries(texts).flatMap(([place, text]) =>
      FORBIDDEN.filter((canary) => text.includes(canary)).map((canary) => `${canary} in ${place}`)
    );
    deepStrictEqual(leaks, []);
  });
}

Deno.test("what is no key is shown as it is, where the same error repeats it", async () => {
  const { texts } = await run({ reply: "error", argv: (scene) => perf(scene, UNTESTED, ...KEY), code: 1 });
  ok(Object.values(texts).some((text) => text.includes(CANARIES.control)));
});
