/**
 * A thread in which the system refuses io_uring, by a seccomp filter as container runtimes have them, and what `auto` then
 * takes. A filter holds for its thread and for good: hence a worker, whose thread ends with it.
 */
import { chooseTransport, describeTransport } from "../../../src/transport/choose_transport.ts";
import { openTransport, postTo } from "../exchange.ts";

const PR_SET_SECCOMP = 22;
const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_MODE_FILTER = 2n;
/** Has this number on all architectures. */
const IO_URING_SETUP = 425;
const EPERM = 1;

/** What the test is told. */
export interface RefusedOutcome {
  readonly shown: string;
  readonly poller: string | null;
  readonly status: number | null;
}

/** Load the number of the call; where it is that of `io_uring_setup` return EPERM, else let it pass. */
const PROGRAM: readonly (readonly [code: number, ifTrue: number, ifFalse: number, value: number])[] = [
  [0x20, 0, 0, 0],
  [0x15, 0, 1, IO_URING_SETUP],
  [0x06, 0, 0, 0x00050000 | EPERM],
  [0x06, 0, 0, 0x7fff0000],
];

function refuseUring(): void {
  const filter = new DataView(new ArrayBuffer(8 * PROGRAM.length));
  for (const [index, [code, ifTrue, ifFalse, value]] of PROGRAM.entries()) {
    filter.setUint16(8 * index, code, true);
    filter.setUint8(8 * index + 2, ifTrue);
    filter.setUint8(8 * index + 3, ifFalse);
    filter.setUint32(8 * index + 4, value, true);
  }
  const program = new DataView(new ArrayBuffer(16));
  program.setUint16(0, PROGRAM.length, true);
  program.setBigUint64(8, Deno.UnsafePointer.value(Deno.UnsafePointer.of(filter)), true);
  const libc = Deno.dlopen("libc.so.6", {
    prctl: { parameters: ["i32", "u64", "buffer", "u64", "u64"], result: "i32" },
  });
  const results = [
    libc.symbols.prctl(PR_SET_NO_NEW_PRIVS, 1n, null, 0n, 0n),
    libc.symbols.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.buffer, 0n, 0n),
  ];
  libc.close();
  if (results.some((result) => result !== 0)) throw new Error("The filter was not taken");
}

async function tryOut(url: string): Promise<RefusedOutcome> {
  refuseUring();
  const wish = { isTls: false, hasProxy: false, isInsecure: false, hasUnixSocket: false } as const;
  const chosen = await chooseTransport({ ...wish, choice: "auto", poller: "auto" });
  using transport = await openTransport({ name: chosen.name, ...(chosen.poller && { poller: chosen.poller }) });
  const { result } = await transport.send(postTo(url));
  return { shown: describeTransport(chosen).en, poller: chosen.poller, status: result.status };
}

const scope = self as unknown as {
  postMessage(message: RefusedOutcome): void;
  onmessage: ((event: MessageEvent<string>) => void) | null;
};
scope.onmessage = async ({ data }) => scope.postMessage(await tryOut(data));
