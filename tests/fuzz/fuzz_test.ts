import { fuzzCommandLines, fuzzResults } from "./fuzz_inputs.ts";
import { fuzzNetwork } from "./fuzz_network.ts";
import { fuzzReplies } from "./fuzz_replies.ts";

const SEED = 20_260_101;

Deno.test("damaged replies of every API are read or fail in a known way", () => fuzzReplies(500, SEED));

Deno.test("junk on the command line is a plan or a mistake of the user's", () => fuzzCommandLines(300, SEED));

Deno.test("damaged results are read or refused", () => fuzzResults(200, SEED));

Deno.test("a wire that changes, cuts and drops bytes ends no exchange in an unknown way", () => fuzzNetwork(60, SEED));
