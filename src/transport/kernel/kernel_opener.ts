import { lookup } from "node:dns/promises";
import { reasonOf } from "../../core/errors.ts";
import type { Failure } from "../../core/failure.ts";
import type { StreamListener, StreamOpener, StreamTarget } from "../http1/byte_stream.ts";
import { ErrorQueue } from "./error_queue.ts";
import type { KernelLoop } from "./kernel_loop.ts";
import { KernelStream } from "./kernel_stream.ts";
import type { KernelWorld } from "./kernel_stream.ts";
import { SendBuffer } from "./send_buffer.ts";
import { toIpAddress, toUnixAddress } from "./socket_address.ts";
import type { SocketAddress } from "./socket_address.ts";
import { SocketOptions } from "./socket_options.ts";

/** Creates the opener of streams of a loop. */
export function createKernelOpener(loop: KernelLoop): StreamOpener {
  const world: KernelWorld = {
    loop,
    sending: new SendBuffer(loop.arena),
    options: new SocketOptions(loop.libc, loop.arena),
    errors: new ErrorQueue(loop.libc, loop.arena, loop.time),
  };
  const known = new Map<StreamTarget, SocketAddress>();

  return {
    open(target, listener: StreamListener) {
      const stream = new KernelStream(world, listener);
      if (target.isTls) {
        loop.defer(() => stream.refuse(NO_TLS));
        return stream;
      }
      const address = known.get(target) ?? addressOf(target);
      if (address !== null) stream.connect(address);
      else void find(target, { loop, known }).then((found) => connectOrRefuse(stream, found));
      return stream;
    },
    async prepare(target) {
      if (addressOf(target) === null) await find(target, { loop, known });
    },
    onSettled(durationMs) {
      loop.hasSettled = true;
      if (durationMs !== null) loop.pace.add(durationMs);
    },
    [Symbol.dispose]() {},
  };
}

/** Where the system has no TLS library, `auto` takes another transport for https. */
const NO_TLS: Failure = {
  kind: "tls",
  message: "TLS failed: the kernel transport needs OpenSSL 3 on this machine for https",
};

/** Deno 2.6 looks names up by a module of node that it then calls deprecated, which is nothing to a user. */
function silenceDeprecations(): void {
  const process: unknown = Reflect.get(globalThis, "process");
  if (typeof process === "object" && process !== null) Object.assign(process, { noDeprecation: true });
}

type Found = SocketAddress | Failure;

function connectOrRefuse(stream: KernelStream, found: Found): void {
  if ("kind" in found) stream.refuse(found);
  else stream.connect(found);
}

function addressOf({ unixPath, address, host, port }: StreamTarget): SocketAddress | null {
  return unixPath === null ? toIpAddress(address ?? host, port) : toUnixAddress(unixPath);
}

interface Finding {
  readonly loop: KernelLoop;
  readonly known: Map<StreamTarget, SocketAddress>;
}

/** Looks a name up once; what it found is kept for the life of the transport. */
async function find(target: StreamTarget, { loop, known }: Finding): Promise<Found> {
  const message = (reason: string) => `Cannot find the host name: ${reason}`;
  if (target.unixPath !== null) return { kind: "connect_failed", message: "The path of the socket is too long" };
  loop.pending++;
  try {
    silenceDeprecations();
    const { address } = await lookup(target.host);
    const found = toIpAddress(address, target.port);
    if (found === null) return { kind: "dns", message: message(`"${address}" is no address`) };
    known.set(target, found);
    return found;
  } catch (cause) {
    return { kind: "dns", message: message(reasonOf(cause)) };
  } finally {
    loop.pending--;
  }
}
