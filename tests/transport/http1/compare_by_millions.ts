/** Compares our parser with node's on as many random responses as the argument says; run by hand. */
import fc from "fast-check";
import { disagreement } from "./compare_parsers.ts";
import { CUTS, DAMAGE, RESPONSE_TEXT } from "./response_arbitrary.ts";

const numRuns = Number(Deno.args[0] ?? 1_000_000);
const seed = Number(Deno.args[1] ?? 1);
const outcome = fc.check(
  fc.property(RESPONSE_TEXT, fc.option(DAMAGE, { freq: 3 }), CUTS, (text, damage, cuts) => {
    const why = disagreement(damage === null ? text : damage(text), cuts);
    if (why !== null) throw new Error(`${why}: ${JSON.stringify(damage === null ? text : damage(text))}`);
  }),
  { numRuns, seed },
);
await Deno.stdout.write(new TextEncoder().encode(`${outcome.errorInstance ?? `${numRuns} agree`}\n`));
Deno.exit(outcome.failed ? 1 : 0);
