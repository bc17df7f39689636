import { deepStrictEqual, strictEqual } from "node:assert";
import { isSecretHeader, maskJson, maskJsonObject, maskJsonText, maskUrl } from "../../src/core/secret_mask.ts";

Deno.test("isSecretHeader() knows the headers that carry keys", () => {
  const names = [
    "Authorization",
    "proxy-authorization",
    "x-api-key",
    "X-Auth-Token",
    "api-key",
    "Ocp-Apim-Subscription-Key",
  ];
  deepStrictEqual(names.filter((name) => !isSecretHeader(name)), []);
  deepStrictEqual(["Content-Type", "X-Tenant", "X-Max-Tokens"].filter(isSecretHeader), []);
});

Deno.test("maskJson() masks by name at any depth and leaves parameters of generation alone", () => {
  deepStrictEqual(maskJson({ max_tokens: 5, stop_token_ids: [1], a: [{ token: "x", accessToken: "y", none: null }] }), {
    max_tokens: 5,
    stop_token_ids: [1],
    a: [{ token: "**********", accessToken: "**********", none: null }],
  });
});

Deno.test("maskUrl() gives text back that is no address", () => {
  strictEqual(maskUrl("not an address"), "not an address");
});

Deno.test("maskJsonText() masks the texts of secret members and nothing that only speaks of them", () => {
  const kept = { max_tokens: 5, text: 'write "api_key": "abc" here', properties: { password: { type: "string" } } };
  const secret = { api_key: 'a"b\\', nested: [{ "x-auth-token": "c", token: "d", client_secret: "" }] };
  strictEqual(
    maskJsonText(JSON.stringify({ ...kept, ...secret })),
    JSON.stringify({ ...kept, ...maskJsonObject(secret) }),
  );
  strictEqual(maskJsonText('{"password" : "x"}'), '{"password" : "**********"}');
});

Deno.test("maskJsonText() takes long texts full of quotes and keywords", () => {
  const text = JSON.stringify({
    content: "secret".repeat(50_000),
    lines: Array.from({ length: 20_000 }, () => "token"),
  });
  strictEqual(maskJsonText(text), text);
});
