import { ok, throws } from "node:assert/strict";
import { withoutRequires } from "../../../scripts/build/local_models.ts";

Deno.test("withoutRequires() makes an import of the runtime that Transformers.js requires", () => {
  const source =
    'var requireFromHere = createRequire(import.meta.url ?? __filename);\nvar onnx_node_default = requireFromHere("onnxruntime-node");';
  const bundled = withoutRequires(source);
  ok(bundled.includes('import * as onnx_node_default from "onnxruntime-node";'));
  ok(!bundled.includes("requireFromHere"));
});

Deno.test("withoutRequires() fails where a version of the library does it in another way", () => {
  throws(() => withoutRequires("export {};"), /Transformers.js no longer contains/);
});
