import type { ComponentChildren, JSX } from "preact";
import { type Words } from "../../parts/words.ts";
import { T } from "../language.tsx";

/** What a table is made of. */
export interface DataTableParts {
  readonly title: Words;
  readonly heads: readonly Words[];
  readonly children: ComponentChildren;
}

/** A table with its title, which scrolls where it is too wide. */
export function DataTable({ title, heads, children }: DataTableParts): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={title.en}>
      <table>
        <caption>
          <T text={title} />
        </caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col" key={head.en}>
                <T text={head} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
