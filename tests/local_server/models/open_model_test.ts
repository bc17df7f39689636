import { strictEqual } from "node:assert";
import { toModelKind } from "../../../src/local_server/models/open_model.ts";

const ARCHITECTURES = [
  ["Qwen2ForCausalLM", "generation"],
  ["GPT2LMHeadModel", "generation"],
  ["BertModel", "embedding"],
  ["BertForMaskedLM", "embedding"],
  ["XLMRobertaForSequenceClassification", "ranking"],
] as const;

for (const [architecture, kind] of ARCHITECTURES) {
  Deno.test(`toModelKind() takes ${architecture} for a model of ${kind}`, () => {
    strictEqual(toModelKind({ architectures: [architecture] }), kind);
  });
}
