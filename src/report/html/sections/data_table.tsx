import type { ComponentChildren, JSX } from "preact";
import { type Words, words } from "../../../core/words.ts";
import { T } from "../language.tsx";

/** The head of a column. */
export interface ColumnHead extends Words {
  /** Its cells are texts: they stand left, numbers right. */
  readonly isText?: true;
}

/** The head of a column of texts, whose cells have the class `text`. */
export function textHead(en: string, zh: string): ColumnHead {
  return { ...words(en, zh), isText: true };
}

/** What a table is made of. */
export interface DataTableParts {
  readonly title: Words;
  /** The first is that of the rows' own heads, which are texts. */
  readonly heads: readonly ColumnHead[];
  /** What its cells mean, beside the title. */
  readonly hint?: Words | undefined;
  readonly children: ComponentChildren;
}

/** A table with its title, which scrolls where it is too wide. */
export function DataTable({ title, heads, hint, children }: DataTableParts): JSX.Element {
  return (
    <div class="scroll">
      <table>
        <caption>
          <T text={title} />
          {hint !== undefined && (
            <>
              {" "}
              <small>
                <T text={hint} />
              </small>
            </>
          )}
        </caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col" key={head.en} class={head.isText ? "text" : undefined}>
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
