import type { JSX } from "preact";
import { FIXED_ADVICE, type Suggestion } from "../../parts/suggestions.ts";
import { words } from "../../../core/words.ts";
import { T } from "../language.tsx";

/** What to do next, each piece with the rule that fired. */
export function SuggestionSection(
  { suggestions, prefix }: { readonly suggestions: readonly Suggestion[]; readonly prefix: string },
): JSX.Element {
  return (
    <section aria-labelledby={`${prefix}-suggestions`}>
      <h2 id={`${prefix}-suggestions`}>
        <T text={words("Suggestions", "测试建议")} />
      </h2>
      {suggestions.length === 0 && (
        <p>
          <T text={FIXED_ADVICE} />
        </p>
      )}
      {suggestions.length > 0 && (
        <ul class="suggestions">
          {suggestions.map(({ rule, because, advice }) => (
            <li key={rule}>
              <p>
                <T text={advice} />
              </p>
              <p class="because">
                <T text={because} /> <code>{rule}</code>
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
