/** A browser as a test has one: it reads what a live page is told. */
export interface LiveViewer {
  readonly status: number;
  /** Reads on until a text is there, and gives all that was read since the last time. */
  readUntil(wanted: RegExp): Promise<string>;
  leave(): Promise<void>;
}

/** Follows the page at an address. */
export async function followPage(address: string): Promise<LiveViewer> {
  const url = new URL(address);
  url.pathname = "/events";
  const { status, body } = await fetch(url);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  return {
    status,
    async readUntil(wanted) {
      let text = "";
      while (!wanted.test(text)) {
        const more = (await reader?.read())?.value;
        if (more === undefined) throw new Error(`The stream ended with ${text}`);
        text += more;
      }
      return text;
    },
    leave: async () => void await reader?.cancel(),
  };
}
