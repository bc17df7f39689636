import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { planOf, problemsOf } from "./plans.ts";

Deno.test("without --url an API is where it usually is, or where the variable of its clients says", () => {
  const text = "services/aigc/text-generation/generation";
  const urlOf = (api: string, env: Record<string, string> = {}) =>
    resolvePerfPlan(["--model", "m", "--prompt", "hi", "--api", api], env).target.url;
  strictEqual(urlOf("dashscope"), `https://dashscope.aliyuncs.com/api/v1/${text}`);
  const abroad = { DASHSCOPE_HTTP_BASE_URL: "https://dashscope-intl.aliyuncs.com/api/v1" };
  strictEqual(urlOf("dashscope", abroad), `https://dashscope-intl.aliyuncs.com/api/v1/${text}`);
  strictEqual(urlOf("ollama"), "http://127.0.0.1:11434/api/chat");
  strictEqual(urlOf("ollama", { OLLAMA_HOST: "10.0.0.5" }), "http://10.0.0.5:11434/api/chat");
  strictEqual(urlOf("ollama", { OLLAMA_HOST: "https://ollama.example:8443" }), "https://ollama.example:8443/api/chat");
  strictEqual(urlOf("openai", { OLLAMA_HOST: "x" }), "http://127.0.0.1:8877/v1/chat/completions");
  match(
    planOf("--api dashscope --prompt hi").notes.join(),
    /Requests go to https:\/\/dashscope\.aliyuncs\.com\/.*--url/,
  );
});

Deno.test("a base of DashScope gets its endpoint, any other address stays as it is", () => {
  const urlOf = (url: string) => planOf(`--api dashscope --prompt hi --url ${url}`).target.url;
  const endpoint = "services/aigc/text-generation/generation";
  strictEqual(urlOf("https://h"), `https://h/api/v1/${endpoint}`);
  strictEqual(urlOf("https://h/api/v1/"), `https://h/api/v1/${endpoint}`);
  strictEqual(urlOf("https://h/gateway/qwen"), "https://h/gateway/qwen");
});

Deno.test("--proxy, --insecure, --idle-timeout and --wait are in the plan", () => {
  const { proxy, isInsecure, timeouts, waitMs } = planOf("--prompt hi").target;
  deepStrictEqual([proxy, isInsecure, timeouts.idleMs, waitMs], [null, false, null, 60_000]);
  const set = planOf("--prompt hi --proxy 10.0.0.1:3128 --insecure --idle-timeout 500ms --wait 10m").target;
  deepStrictEqual([set.proxy, set.isInsecure, set.timeouts.idleMs, set.waitMs], [
    { url: "http://10.0.0.1:3128/", displayUrl: "http://10.0.0.1:3128/", source: "--proxy" },
    true,
    500,
    600_000,
  ]);
  deepStrictEqual(planOf("--prompt hi --proxy none").target.proxy, null);
});

Deno.test("a proxy that is no address is refused", () => {
  for (const typed of ["ftp://h", "no", "http://"]) {
    if (typed === "no") ok(problemsOf(`--prompt hi --proxy ${typed}`).length === 0, "a host name");
    else match(problemsOf(`--prompt hi --proxy ${typed}`)[0]?.message ?? "", /--proxy: must be http:\/\/HOST:PORT/);
  }
});

Deno.test("a client's certificate is checked with its key before anything else, all that is wrong at once", () => {
  const file = (name: string) => fixturePath(`tls/${name}`);
  const pathsOf = (typed: string) => planOf(`--prompt hi ${typed}`).target.clientCertificatePaths;
  deepStrictEqual(pathsOf(""), null);
  const both = { certificate: file("client.crt"), key: file("client.key") };
  deepStrictEqual(pathsOf(`--client-cert ${both.certificate} --client-key ${both.key}`), both);
  const messages = (typed: string) => problemsOf(`--prompt hi ${typed}`).map(({ message }) => message).join("\n");
  match(messages(`--client-key ${both.key}`), /--client-key is given without --client-cert/);
  match(messages(`--client-cert ${both.certificate}`), /of --client-cert: it holds no PEM key/);
  match(messages(`--client-cert ${both.key} --client-key /none`), /no PEM certificate[^]*"\/none"/);
});

Deno.test("what connections are given that no address asks for is noted", () => {
  const certificate = fixturePath("tls/ca.crt");
  const notesOf = (flags: string, env: Record<string, string> = {}) =>
    resolvePerfPlan(["--model", "m", "--prompt", "hi", ...flags.split(" ")], env).notes
      .filter((note) => note.includes("has no effect"));
  const given = `--ca-cert ${certificate} --insecure --resolve other.example:10.0.0.1`;
  deepStrictEqual(notesOf(`--url http://h/v1 ${given}`), [
    "--insecure has no effect: no address is https",
    "--ca-cert has no effect: no address is https",
    "--resolve other.example has no effect: no --url names this host",
  ]);
  deepStrictEqual(notesOf(`--url https://OTHER.example/v1 ${given}`), []);
  deepStrictEqual(notesOf(`--url http://other.example/v1 --proxy https://10.0.0.1:3128 ${given}`), []);
  deepStrictEqual(notesOf("--url http://h/v1", { SSL_CERT_FILE: certificate }), []);
});

Deno.test("authorities that the environment alone names are looked at where an address is https", () => {
  const problemsOf = (flags: string): unknown => {
    try {
      resolvePerfPlan(["--model", "m", "--prompt", "hi", ...flags.split(" ")], { SSL_CERT_FILE: "/none.pem" });
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  };
  deepStrictEqual(problemsOf("--url http://h/v1"), null);
  match(String(problemsOf("--url https://h/v1")), /SSL_CERT_FILE/);
  match(String(problemsOf("--url http://h/v1 --ca-cert /none.pem --ca-cert /other.pem")), /SSL_CERT_FILE/);
});
