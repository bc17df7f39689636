import { deepStrictEqual, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { DataError } from "../../../src/core/errors.ts";
import { readStoredRequest, readStoredRequests } from "../../../src/report/reading/stored_request.ts";

Deno.test("a database that is damaged, empty or has no such request says so", () => {
  const path = Deno.makeTempFileSync({ suffix: ".db" });
  try {
    Deno.writeTextFileSync(path, "no database at all".repeat(100));
    throws(() => readStoredRequest(path, 1), DataError);
    throws(() => [...readStoredRequests(path)], DataError);
    Deno.writeTextFileSync(path, "");
    throws(() => readStoredRequest(path, 1), /no such table/);
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE result(request TEXT, latency REAL); INSERT INTO result VALUES ('{\"a\":1}', 0.5)");
    database.close();
    throws(() => readStoredRequest(path, 2), /has 1 requests/);
    deepStrictEqual(readStoredRequest(path, 1), { request: { a: 1 }, latency: 0.5 });
  } finally {
    Deno.removeSync(path);
  }
});
