import type { JSX } from "preact";
import type { Words } from "../../core/words.ts";

/** Writes a text in both languages; the page shows one of them. */
export function T({ text }: { readonly text: Words }): JSX.Element {
  if (text.en === text.zh) return <>{text.en}</>;
  return (
    <>
      <span lang="en">{text.en}</span>
      <span lang="zh-CN">{text.zh}</span>
    </>
  );
}

/** Names a part of the page for those who do not see it; the page's code chooses the language. */
export function labelled(
  { en, zh }: Words,
): { readonly "aria-label": string; readonly "data-en": string; "data-zh": string } {
  return { "aria-label": en, "data-en": en, "data-zh": zh };
}
