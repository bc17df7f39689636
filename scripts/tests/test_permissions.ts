/** What tests may do: nothing leaves this machine. */
export const TEST_PERMISSIONS: readonly string[] = [
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-sys", "--allow-run", "--allow-ffi"],
  "--allow-net=127.0.0.1,localhost,[::1]",
];
