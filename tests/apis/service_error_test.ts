import assert from "node:assert/strict";
import { readServiceError } from "../../src/apis/service_error.ts";

const SHAPES: readonly (readonly [string, unknown, string | undefined, string | null])[] = [
  ["OpenAI's object", { error: { message: "Too long", type: "bad", code: "ctx" } }, "Too long", "ctx"],
  ["a code that is the status", { error: { message: "No", code: 429, type: "limit" } }, "No", "limit"],
  ["an error as text", { error: "No such model" }, "No such model", null],
  ["an error without a message", { error: { status: "UNAVAILABLE" } }, '{"status":"UNAVAILABLE"}', "UNAVAILABLE"],
  ["Gemini's array", [{ error: { code: 400, message: "Bad", status: "INVALID" } }], "Bad", "INVALID"],
  ["detail as text", { detail: "Not Found" }, "Not Found", null],
  [
    "detail as a list",
    { detail: [{ loc: ["body", "model"], msg: "field required" }, { msg: "extra" }] },
    "body.model: field required; extra",
    null,
  ],
  ["a message alone", { message: "Forbidden" }, "Forbidden", null],
  ["Cloudflare's errors", { success: false, errors: [{ code: 7003, message: "No route" }] }, "No route", "7003"],
  ["errors as texts", { errors: ["first", "second"] }, "first; second", null],
  ["problem details", { type: "about:blank", title: "Bad", detail: "The body is empty" }, "The body is empty", null],
  ["a title alone", { title: "Bad Gateway", status: 502 }, "Bad Gateway", "502"],
  ["Apigee's fault", { fault: { faultstring: "Quota", detail: { errorcode: "q" } } }, '{"errorcode":"q"}', null],
  ["AWS", { __type: "ThrottlingException", message: "Slow down" }, "Slow down", "ThrottlingException"],
  ["Baidu", { error_code: 17, error_msg: "Daily limit" }, "Daily limit", "17"],
  ["OAuth", { error: "invalid_token", error_description: "expired" }, "invalid_token", null],
  ["no error", { id: 1 }, undefined, null],
  ["no object", "text", undefined, null],
];

for (const [name, value, message, code] of SHAPES) {
  Deno.test(`readServiceError() reads ${name}`, () => {
    const error = readServiceError(value);
    assert.deepEqual([error?.message, error?.code ?? null], [message, code]);
  });
}
