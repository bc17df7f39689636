/**
 * The long form of tests/fuzz, run by hand: `deno run -A tests/bench/long_fuzz.ts [ROUNDS] [SEED]`. It ends at the first
 * thing that should not be, and says with which seed and round it comes again.
 */
import { print } from "../../scripts/print.ts";
import { fuzzCommandLines, fuzzResults } from "../fuzz/fuzz_inputs.ts";
import { fuzzNetwork } from "../fuzz/fuzz_network.ts";
import { fuzzReplies } from "../fuzz/fuzz_replies.ts";

const [rounds = "10000", seed = String(Date.now() % 1_000_000)] = Deno.args;
const [count, start] = [Number(rounds), Number(seed)];

await fuzzReplies(count, start);
print(`${count} replies`);
await fuzzCommandLines(count, start);
print(`${count} command lines`);
await fuzzResults(Math.ceil(count / 5), start);
print(`${Math.ceil(count / 5)} results`);
await fuzzNetwork(Math.ceil(count / 20), start);
print(`${Math.ceil(count / 20)} exchanges, seed ${start}`);
