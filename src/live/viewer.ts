/** A browser that is told of a run. */
export interface Viewer {
  /** What the browser reads. */
  readonly stream: ReadableStream<Uint8Array>;
  /** Sends a text; a browser that has not taken in what went before is sent away instead. */
  send(text: string): void;
  /** Resolves when the browser has left or was sent away. */
  readonly gone: Promise<void>;
}

/** A browser may be behind by so much: the largest page of a run fits, two of them do not. */
const MAX_WAITING_BYTES = 3_000_000;

/** Opens the stream of a browser; `onGone` is called once when it has left or was sent away. */
export function openViewer(onGone: (viewer: Viewer) => void): Viewer {
  const encoder = new TextEncoder();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const gone = Promise.withResolvers<void>();
  let waitingBytes = 0;
  let isGone = false;
  const leave = (): void => {
    if (isGone) return;
    isGone = true;
    onGone(viewer);
    gone.resolve();
  };
  // Whoever closes the page ends the stream with an error, which is no trouble of ours.
  writer.closed.catch(() => {}).finally(leave);
  const viewer: Viewer = {
    stream: readable,
    send(text) {
      if (isGone) return;
      const bytes = encoder.encode(text);
      if (waitingBytes > 0 && waitingBytes + bytes.length > MAX_WAITING_BYTES) {
        writer.abort(new Error("The browser does not take in what it is sent")).catch(() => {});
        leave();
        return;
      }
      waitingBytes += bytes.length;
      writer.write(bytes).then(() => {
        waitingBytes -= bytes.length;
      }, leave);
    },
    gone: gone.promise,
  };
  // Headers go out with the first bytes.
  viewer.send(": a run\n\n");
  return viewer;
}
