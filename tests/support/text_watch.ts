/** Reads a text stream and waits for what it says. */
export interface TextWatch {
  /** Everything read so far. */
  readonly text: string;
  /** Resolves with the match once the text so far matches; rejects when the stream ends without it. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the whole text at the end of the stream. */
  readonly ended: Promise<string>;
}

/** Starts to read a stream of bytes as text. */
export function watchText(stream: ReadableStream<Uint8Array<ArrayBuffer>>): TextWatch {
  let text = "";
  let isOver = false;
  const checks = new Set<() => void>();
  const read = async () => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
      for (const check of checks) check();
    }
    isOver = true;
    for (const check of checks) check();
    return text;
  };
  return {
    get text() {
      return text;
    },
    ended: read(),
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = pattern.exec(text);
          if (found === null && !isOver) return;
          checks.delete(check);
          if (found === null) reject(new Error(`The text ended without ${pattern}:\n${text}`));
          else resolve(found);
        };
        checks.add(check);
        check();
      }),
  };
}
