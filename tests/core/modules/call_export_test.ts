import { deepStrictEqual } from "node:assert";
import { callExport } from "../../../src/core/modules/call_export.ts";

Deno.test("callExport() calls functions and makes instances of classes", () => {
  class Made {
    readonly given: unknown;
    constructor(given: unknown) {
      this.given = given;
    }
  }
  deepStrictEqual(callExport(Made as unknown as () => unknown, 7), new Made(7));
  deepStrictEqual(callExport(((given: unknown) => [given]) as () => unknown, 7), [7]);
});
