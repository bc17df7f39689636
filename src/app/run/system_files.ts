import { mayLoadLibraries } from "../../transport/native_library.ts";

/** Gives the text of a small file of the system; `null`: it is not there or may not be read. */
export type ReadText = (path: string) => string | null;

/** Under this name stands how many descriptors this process has open. */
export const OPEN_FILES = "files";

/**
 * Opens the system's own files (`/proc`, `/sys`) to `use`. The runtime lets no program read them that may not do
 * everything: the C library does, and where that is refused a shell, which takes forty times as long.
 */
export async function withSystemFiles<T>(use: (readText: ReadText) => T): Promise<T> {
  const library = openLibrary();
  if (library === null) return use(await readByShell());
  try {
    return use((path) => path === OPEN_FILES ? String(countDescriptors(library)) : readFile(library, path));
  } finally {
    library.close();
  }
}

const SYMBOLS = {
  open: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
} as const;

type Library = Deno.DynamicLibrary<typeof SYMBOLS>;

const READ_ONLY_CLOEXEC = 0x80000;
const GET_FLAGS = 1;
/** The files that are read here have a few lines. */
const MOST_BYTES = 65_536;
/** The lowest are given first: behind so many that are not open none is looked for. */
const MOST_GAP = 128;

function openLibrary(): Library | null {
  if (!mayLoadLibraries()) return null;
  try {
    return Deno.dlopen("libc.so.6", SYMBOLS);
  } catch {
    // Another C library.
    return null;
  }
}

/** One read gives all of such a file. */
function readFile({ symbols }: Library, path: string): string | null {
  const descriptor = symbols.open(new TextEncoder().encode(`${path}\0`), READ_ONLY_CLOEXEC, 0);
  if (descriptor < 0) return null;
  const bytes = new Uint8Array(MOST_BYTES);
  const length = symbols.read(descriptor, bytes, MOST_BYTES);
  symbols.close(descriptor);
  return length < 0 ? null : new TextDecoder().decode(bytes.subarray(0, length));
}

function countDescriptors({ symbols }: Library): number {
  let count = 0;
  let last = 0;
  for (let descriptor = 0; descriptor <= last + MOST_GAP; descriptor++) {
    if (symbols.fcntl(descriptor, GET_FLAGS, 0) < 0) continue;
    count++;
    last = descriptor;
  }
  return count;
}

/**
 * Prints each line of the files behind its path: the runtime lets no program read them that may not do everything. A
 * child has the limits of its parent.
 */
const SHOW_FILES = `
show() { while IFS= read -r line; do printf '%s\\t%s\\n' "$1" "$line"; done < "$1"; }
climb() {
  path=$2
  while :; do
    for name in $3; do [ -r "$1$path/$name" ] && show "$1$path/$name"; done
    [ "\${path%/}" = "" ] && break
    path=\${path%/*}
  done
}
show /proc/self/limits
ports=/proc/sys/net/ipv4/ip_local_port_range
# Of these files the system gives the whole to the first read alone.
printf '%s\\t%s\\n' "$ports" "$(cat "$ports")"
show /proc/self/cgroup
while IFS=: read -r _ controllers path; do
  case ",$controllers," in
    ,,) climb /sys/fs/cgroup "$path" cpu.max ;;
    *,cpu,*) for mount in cpu cpu,cpuacct; do climb /sys/fs/cgroup/$mount "$path" "cpu.cfs_quota_us cpu.cfs_period_us"; done ;;
  esac
done < /proc/self/cgroup
set -- /proc/$PPID/fd/*
printf '${OPEN_FILES}\\t%s\\n' $#
`;

/** Reads them without foreign functions, by a child. */
export async function readByShell(): Promise<ReadText> {
  const files = new Map<string, string>();
  try {
    const command = new Deno.Command("sh", { args: ["-c", SHOW_FILES], stdin: "null", stderr: "null" });
    for (const line of new TextDecoder().decode((await command.output()).stdout).split("\n")) {
      const [path = "", ...text] = line.split("\t");
      files.set(path, `${files.get(path) ?? ""}${text.join("\t")}\n`);
    }
  } catch {
    // Without a shell, or without the right to start one, nothing is known: the run tells what it runs out of.
  }
  return (path) => files.get(path) ?? null;
}
