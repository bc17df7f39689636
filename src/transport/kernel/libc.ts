import { guardLibrary } from "../native_library.ts";

/**
 * The C library through the platform's foreign functions. Sizes and results are `i32`/`u32`: with 64-bit types each call
 * would take the slow way through bigints. Nothing is larger than that here.
 */
const SYMBOLS = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  recvmsg: { parameters: ["i32", "buffer", "i32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  write: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  eventfd: { parameters: ["u32", "i32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  epoll_pwait2: { parameters: ["i32", "buffer", "i32", "buffer", "pointer"], result: "i32" },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
  usleep: { parameters: ["u32"], result: "i32" },
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
  // The C library has no functions for io_uring. The seventh argument lies on the stack and must fill its place there.
  io_uring_setup: { name: "syscall", parameters: ["i64", "u32", "buffer"], result: "i32" },
  io_uring_enter: {
    name: "syscall",
    parameters: ["i64", "i32", "u32", "u32", "u32", "buffer", "u64"],
    result: "i32",
  },
  io_uring_register: { name: "syscall", parameters: ["i64", "i32", "u32", "buffer", "u32"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
} as const;

type LibcFunctions = Deno.StaticForeignLibraryInterface<typeof SYMBOLS>;

/** The functions of the C library that are used here. */
export type Libc = LibcFunctions & {
  /** The error of the last call of this thread; read right after it. */
  readErrno(): number;
  /** No function may be called any more. */
  unload(): void;
};

/** To open all functions takes some 7 ms: those who use them at the same time have them together. */
let shared: { readonly library: Deno.DynamicLibrary<typeof SYMBOLS>; users: number } | null = null;

/** Opens the C library that the process has loaded already. Throws where that is not allowed, or it is another one. */
export function openLibc(): Libc {
  const opened = shared ??= { library: Deno.dlopen("libc.so.6", SYMBOLS), users: 0 };
  opened.users++;
  const close = (): void => {
    if (--opened.users > 0) return;
    opened.library.close();
    shared = null;
  };
  const { symbols } = opened.library;
  const location = symbols.__errno_location();
  if (location === null) throw new Error("the C library has no errno");
  const errno = new Deno.UnsafePointerView(location);
  const library = guardLibrary({ symbols, close }, FAILED);
  return Object.assign(library.functions, {
    readErrno: () => errno.getInt32(),
    unload: () => library[Symbol.dispose](),
  });
}

/** What every function returns that has not done what it was asked for. */
const FAILED = -1;

/** Opens `write` alone, for who needs no more: each function of a library takes its time to open. */
export function openWrite(): Libc["write"] {
  return Deno.dlopen("libc.so.6", { write: SYMBOLS.write }).symbols.write;
}

/** Constants of Linux. */
export const AF = { unix: 1, inet: 2, inet6: 10 } as const;
export const ERRNO = {
  ENOENT: 2,
  EINTR: 4,
  EAGAIN: 11,
  EBUSY: 16,
  EPIPE: 32,
  ETIME: 62,
  ENOBUFS: 105,
  EINPROGRESS: 115,
} as const;

/**
 * Whether a call on an open descriptor may be tried again: the kernel says so, or the error is none that such a call has.
 * Between a call and the look at its error the runtime may collect garbage, and a file that it looks for in vain then
 * stands there instead (ENOENT; 0 after a call that went well). A fault that stays is seen at the next try.
 */
export function isPassing(errno: number): boolean {
  return errno === ERRNO.EAGAIN || errno === ERRNO.EINTR || errno === ERRNO.ENOENT || errno === 0;
}

/** SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC */
export const SOCKET_TYPE: number = 1 | 0x800 | 0x80000;
export const SOL_SOCKET = 1;
export const SO_ERROR = 4;
export const SO_TIMESTAMPNS = 35;
export const SO_TIMESTAMPING = 37;
export const IPPROTO_TCP = 6;
export const TCP_NODELAY = 1;
export const TCP_INFO = 11;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_ERRQUEUE = 0x2000;
export const CLOCK_REALTIME = 0;
export const CLOCK_MONOTONIC = 1;
export const PR_SET_TIMERSLACK = 29;
