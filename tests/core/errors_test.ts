import { strictEqual } from "node:assert";
import { reasonOf } from "../../src/core/errors.ts";

Deno.test("the reason of a fetch that failed is the system's own, without the address", () => {
  const told = "error sending request for url (http://127.0.0.1:1/x?key=secret): client error (Connect): " +
    "tcp connect error: Connection refused (os error 111)";
  const silent = new TypeError("fetch failed", { cause: new TypeError(told) });
  strictEqual(reasonOf(silent), "tcp connect error: Connection refused (os error 111)");
  strictEqual(reasonOf(new TypeError("fetch failed")), "fetch failed");
  strictEqual(reasonOf(new Error("other", { cause: silent })), "other");
  strictEqual(reasonOf("text"), "text");
});
