import { deepStrictEqual } from "node:assert";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";

const NOTE = /^The messages of --query-template are replaced/;
const TURN = '{"role": "user", "content": "Q: PLACE"}';

const TEMPLATES: readonly (readonly [template: string, more: string, isNoted: boolean])[] = [
  [`{"messages": [${TURN}]}`, "--prompt hi", true],
  [`{"messages": [${TURN.replace("PLACE", "%p")}]}`, "--prompt hi", false],
  [`{"messages": [${TURN.replace("PLACE", "{{ prompt }}")}]}`, "--prompt hi", false],
  [`{"messages": {{ messages | tojson }}}`, "--prompt hi", false],
  [`{"messages": [${TURN}], "stop": {% if seed %}["a"]{% else %}["b"]{% endif %}}`, "--prompt hi", true],
  [`{"messages": []}`, "--prompt hi", false],
  [`{"chat_template_kwargs": {"enable_thinking": false}}`, "--prompt hi", false],
  [`{"messages": [${TURN.replace("PLACE", "%p")}]}`, "--multi-turn --dataset random_multi_turn --max-turns 2", true],
];

for (const [template, more, isNoted] of TEMPLATES) {
  Deno.test(`the template ${template} with ${more} ${isNoted ? "loses" : "keeps"} its messages`, () => {
    const argv = ["--model", "m", ...more.split(" "), "--query-template", template];
    const { notes } = resolvePerfPlan(argv, { HOME: "/h" });
    deepStrictEqual(notes.some((note) => NOTE.test(note)), isNoted);
  });
}
