import type { PollerName } from "../../core/transports.ts";
import type { Arena } from "./arena.ts";
import { EpollPoller } from "./epoll_poller.ts";
import type { Libc } from "./libc.ts";
import type { SocketPoller } from "./socket_poller.ts";
import { UringPoller } from "./uring/uring_poller.ts";

/** Every way to wait for sockets. */
const POLLERS = {
  io_uring: (libc: Libc) => new UringPoller(libc),
  epoll: (libc: Libc, arena: Arena) => new EpollPoller(libc, arena),
} satisfies Record<PollerName, (libc: Libc, arena: Arena) => SocketPoller>;

/** Creates the poller of a loop; throws where the system does not allow it. */
export function createPoller(name: PollerName, libc: Libc, arena: Arena): SocketPoller {
  return POLLERS[name](libc, arena);
}
