import { deepStrictEqual } from "node:assert/strict";
import { ERRNO, isPassing } from "../../../src/transport/kernel/libc.ts";

Deno.test("an error that no call on an open socket has is tried again, one that a socket has is its end", () => {
  const { EAGAIN, EINTR, ENOENT, EPIPE } = ERRNO;
  const [ECONNRESET, EBADF, ETIMEDOUT] = [104, 9, 110];
  deepStrictEqual([EAGAIN, EINTR, ENOENT, 0].filter((errno) => !isPassing(errno)), []);
  deepStrictEqual([EPIPE, ECONNRESET, EBADF, ETIMEDOUT].filter(isPassing), []);
});
