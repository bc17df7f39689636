import assert from "node:assert/strict";
import type { JsonObject } from "../../src/core/json.ts";
import { findServiceError, readServiceError } from "../../src/apis/service_error.ts";

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
  ["fields with lists", { errors: { model: ["is unknown"] } }, "model: is unknown", null],
  ["an error within a message", { error: { message: '{"error":{"message":"Inner","code":"i"}}' } }, "Inner", "i"],
  ["a message that only begins like JSON", { message: "{oops" }, "{oops", null],
  [
    "Tencent",
    { Response: { Error: { Code: "AuthFailure", Message: "No id" }, RequestId: "r" } },
    "No id",
    "AuthFailure",
  ],
  ["Volcengine", { ResponseMetadata: { Error: { Code: "BadKey", Message: "No" } } }, "No", "BadKey"],
  ["MiniMax", { base_resp: { status_code: 1004, status_msg: "login fail" } }, "login fail", "1004"],
  ["an exception", { exception: "CUDA out of memory", traceback: "…" }, "CUDA out of memory", null],
  ["no error", { id: 1 }, undefined, null],
  ["no object", "text", undefined, null],
];

for (const [name, value, message, code] of SHAPES) {
  Deno.test(`readServiceError() reads ${name}`, () => {
    const error = readServiceError(value);
    assert.deepEqual([error?.message, error?.code ?? null], [message, code]);
  });
}

const IN_GOOD_REPLIES: readonly (readonly [string, JsonObject, string | null])[] = [
  ["Baidu's error", { error_code: 17, error_msg: "Daily limit" }, "Daily limit"],
  ["a code with a message", { code: 429, message: "busy" }, "busy"],
  ["what was no success", { success: false, message: "no balance" }, "no balance"],
  ["Tencent's error", { Response: { Error: { Code: "AuthFailure", Message: "No id" } } }, "No id"],
  ["MiniMax's error", { base_resp: { status_code: 1004, status_msg: "login fail" }, choices: null }, "login fail"],
  ["an error beside choices", { choices: [{}], error: { message: "died" } }, "died"],
  ["an empty error", { choices: [{}], error: {} }, null],
  ["an error without a word", { choices: [{}], error: "" }, null],
  ["a good code beside choices", { code: 0, message: "ok", choices: [{}] }, null],
  ["a code of success", { code: 200, message: "success" }, null],
  ["DashScope's empty code", { code: "", message: "", output: { text: "hi" } }, null],
  ["MiniMax's success", { base_resp: { status_code: 0, status_msg: "success" }, choices: [] }, null],
  ["a message of Ollama", { message: { role: "assistant", content: "hi" }, done: false }, null],
  ["a ping", { type: "ping" }, null],
];

for (const [name, value, message] of IN_GOOD_REPLIES) {
  Deno.test(`findServiceError() judges ${name}`, () => assert.equal(findServiceError(value)?.message ?? null, message));
}
