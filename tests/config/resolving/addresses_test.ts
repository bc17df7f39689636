import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { planPerf, resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import { planOf, problemsOf } from "./plans.ts";

const BOTH = "--prompt hi --url http://a.test --url http://b.test/v1/chat/completions";

Deno.test("each --url is completed and masked by itself, and has its own name and password", () => {
  const { target, notes, steps } = planOf(
    "--prompt hi --url http://a.test/v1 --url http://me:secret1@b.test/v1?key=secret2",
  );
  deepStrictEqual(target.endpoints.map(({ url, headers }) => [url, headers]), [
    ["http://a.test/v1/chat/completions", {}],
    ["http://b.test/v1/chat/completions?key=secret2", { Authorization: `Basic ${btoa("me:secret1")}` }],
  ]);
  strictEqual(target.url, "http://a.test/v1/chat/completions");
  deepStrictEqual(target.endpointRule, { strategy: "round-robin", scope: "session" });
  const shown = JSON.stringify([
    target.endpoints.map(({ name, displayUrl }) => [name, displayUrl]),
    notes,
    steps[0]?.args,
  ]);
  ok(!shown.includes("secret"), shown);
  deepStrictEqual(steps[0]?.args["url"], target.endpoints.map(({ displayUrl }) => displayUrl));
});

Deno.test("addresses that look alike when masked keep names of their own", () => {
  const { endpoints } =
    planOf("--prompt hi --url http://a.test/v1?key=secret1 --url http://a.test/v1?key=secret2").target;
  const [first, second] = endpoints.map(({ name }) => name);
  strictEqual(second, `${first} (2)`);
});

Deno.test("the proxy of the environment holds for the addresses that it is for", () => {
  const env = { HTTP_PROXY: "http://proxy.test:3128", NO_PROXY: "a.test" };
  const { target, notes } = resolvePerfPlan(["--model", "m", ...BOTH.split(" ")], env);
  deepStrictEqual(target.endpoints.map(({ proxy }) => proxy?.displayUrl ?? null), [null, "http://proxy.test:3128/"]);
  match(notes.join("\n"), /^Requests to http:\/\/b\.test\S* go through the proxy http:\/\/proxy\.test:3128\//m);
});

Deno.test("a list comes from a variable and from a file as well, and one word stays one", async () => {
  const typed = ["--model", "m", "--prompt", "hi"];
  const urls = (env: Record<string, string>) => resolvePerfPlan(typed, env).target.endpoints.map(({ url }) => url);
  deepStrictEqual(urls({ STREAMGAUGE_URL: "http://a.test/v1 http://b.test/v1" }), [
    "http://a.test/v1/chat/completions",
    "http://b.test/v1/chat/completions",
  ]);
  deepStrictEqual(urls({ STREAMGAUGE_URL: "http://a.test/v1?x=1,2" }), ["http://a.test/v1/chat/completions?x=1,2"]);
  for (const url of ["http://a.test/v1", ["http://a.test/v1"]]) {
    const { target, steps } = await planPerf({ options: { model: "m", prompt: "hi", url }, env: {} });
    strictEqual(target.endpoints.length, 1);
    strictEqual(steps[0]?.args["url"], "http://a.test/v1/chat/completions");
  }
});

Deno.test("what does not go together is refused, with the reason", () => {
  const messages = (typed: string) => problemsOf(typed).map(({ message }) => message).join("\n");
  match(
    messages("--prompt hi --url http://a.test/v1/chat/completions --url http://b.test/v1/completions"),
    /addresses that take different ones: chat\/completions and completions/,
  );
  match(messages(`${BOTH} --unix-socket /tmp/s`), /--unix-socket is one socket/);
  match(messages(`${BOTH} --url-per request --connection-reuse per-session`), /--url-per request sends a session/);
  match(messages("--prompt hi --url http://a.test --url ftp://b.test"), /"ftp:\/\/b\.test\/" for --url/);
  match(messages(`${BOTH} --url-strategy random`), /--url-strategy/);
  match(
    planOf("--prompt hi --url http://a.test/v1 --url-strategy least_busy").notes.join(),
    /no effect with one --url/,
  );
});
