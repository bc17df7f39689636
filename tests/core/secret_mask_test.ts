import { deepStrictEqual, strictEqual } from "node:assert";
import { isSecretHeader, maskJson, maskUrl } from "../../src/core/secret_mask.ts";

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
