import type { JSX } from "preact";
import type { Words } from "../parts/words.ts";

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
