#!/usr/bin/env bash
# usage: trace.sh [CYCLES]   (root) Makes, uses and releases engines over and over, kills a random party with -9 in every fifth cycle,
# then reaps and compares the host with what it was before. Ends with 0 when nothing is left.
set -uo pipefail
cycles=${1:-200}
slipway=${SLIPWAY:-slipway}
export SLIPWAY_INSTANCE=slipway-trace
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What an engine could leave, one line each. Counters and other tenants' things are left out.
traces() {
  awk '{print "mount", $2}' /proc/self/mounts | grep -E "slipway-trace" || true
  ls /sys/class/net | grep -E '^s[0-9a-f]{4}[0-9a-f]{10}$' | sed 's/^/link /' || true
  find /sys/fs/cgroup -path '*slipway-trace/*' -type d 2>/dev/null | sed 's/^/cgroup /'
  nft -j list table inet slipway-trace 2>/dev/null | jq -r '.nftables[].set | select(.name=="engines" or .name=="sources" or .name=="addresses") | .elem // [] | .[] | "element \(.)"' || true
  losetup -l -n -O BACK-FILE | sed 's/^/loop /'
  ls -A /run/slipway-trace/engines /run/slipway-trace/runtime /run/slipway-trace/disks 2>/dev/null | grep -E '^[0-9a-f]{10}$' | sed 's/^/file /' || true
  find /run/slipway-slots -lname 'slipway-trace/*' 2>/dev/null | sed 's/^/slot /'
  ls -A "${SLIPWAY_STATE:-/var/lib/slipway}/storage/engines/slipway-trace" 2>/dev/null | sed 's/^/subvolume /' || true
  pgrep -af 'slipway-trace|/.slipway/init.sh' | grep -vE 'trace.sh|pgrep' | awk '{print "process", $2, $3, $4}' || true
  iptables-save 2>/dev/null | grep -vE '^#|^:' | sed 's/^/iptables /' | grep -v -- 'slipway' | sort -u
}

"$slipway" engine reap > /dev/null
id=$("$slipway" engine create) && "$slipway" engine rm "$id"   # loads the rules, which stay
traces | grep -v '^iptables' > "$work/before"

killed=0
for ((cycle = 1; cycle <= cycles; cycle++)); do
  if ((cycle % 5)); then
    id=$("$slipway" engine create) || continue
    eval "$("$slipway" engine env "$id")"
    docker version > /dev/null || echo "cycle $cycle: engine $id does not answer"
    unset DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH
    "$slipway" engine rm "$id"
    continue
  fi
  killed=$((killed + 1))
  "$slipway" engine create > "$work/id" 2> /dev/null &
  maker=$!
  sleep "0.$((RANDOM % 10))"
  case $((RANDOM % 4)) in
    0) kill -9 "$maker" ;;
    1) pkill -9 -P "$maker" -x "${RUNTIME:-runc}" ;;
    2) wait "$maker"; kill -9 $(cat /run/slipway-trace/engines/*/pid 2> /dev/null | head -1) 2> /dev/null ;;
    3) wait "$maker"; find /sys/fs/cgroup/*/slipway-trace /sys/fs/cgroup/slipway-trace -name cgroup.procs -exec cat {} + 2> /dev/null | sort -u | xargs -r -n1 sh -c 'grep -q dockerd /proc/$0/comm 2>/dev/null && kill -9 $0' ;;
  esac
  wait "$maker" 2> /dev/null
  id=$(cat "$work/id")
  [ -n "$id" ] && "$slipway" engine rm "$id" 2> /dev/null
  ((cycle % 50)) || echo "$cycle cycles"
done

"$slipway" engine reap > /dev/null
"$slipway" engine ls | tail -n +2
traces | grep -v '^iptables' > "$work/after"
if diff "$work/before" "$work/after"; then
  echo "$cycles cycles, $killed with a kill -9: nothing is left"
else
  echo "$cycles cycles, $killed with a kill -9: the lines with > are left"
  exit 1
fi
