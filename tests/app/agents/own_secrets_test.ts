import { doesNotThrow, throws } from "node:assert/strict";
import { refuseOtherSecrets } from "../../../src/app/agents/own_secrets.ts";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";

const CHAT = ["--model", "m", "--prompt", "hi", "--url", "https://my-llm/v1/chat/completions"];

function refuse(...argv: readonly string[]): void {
  refuseOtherSecrets(resolvePerfPlan([...CHAT, ...argv], { HOME: "/h" }).target);
}

Deno.test("with --agents-secrets env nothing secret but the key of the service is taken, which each agent has itself", () => {
  doesNotThrow(() => refuse("--api-key", "sk-own", "--headers", "x-trace=1"));
  throws(() => refuse("--headers", "x-api-key=secret"), /nothing secret, and the header x-api-key is/);
  const { target } = resolvePerfPlan(CHAT, { HOME: "/h" });
  const clientCertificatePaths = { certificate: "a.pem", key: "a.key" };
  throws(() => refuseOtherSecrets({ ...target, clientCertificatePaths }), /key of the client's certificate/);
  throws(() => refuse("--proxy", "http://me:word@proxy:3128"), /the password of the proxy is/);
});
