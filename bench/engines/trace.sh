#!/usr/bin/env bash
# usage: trace.sh [--shared] [CYCLES [KILLS]]   (root) Makes, uses and releases engines over and over, half of the time through `slipway host`; in KILLS of
# the cycles a random party dies by kill -9 at a random moment. Then reaps, compares the host with what it was before, and ends with 0 when nothing is left:
# what was there before and is gone is not its concern.
# --shared: others use this host too, so only what bears this instance's names, ids and processes is compared, not the host as a whole.
set -uo pipefail
shared=
[ "${1:-}" = --shared ] && { shared=1; shift; }
cycles=${1:-200}
kills=${2:-40}
slipway=${SLIPWAY:-$(cd "$(dirname "$0")/../.." && pwd)/out/slipway}
export SLIPWAY_INSTANCE=${TRACE_INSTANCE:-slipway-trace}
instance=$SLIPWAY_INSTANCE
state=${SLIPWAY_STATE:-/var/lib/slipway}
run=/run/$instance
# The program's own name for its links: the beginning of a CRC-32, which stands at the end of what gzip writes.
prefix=s$(printf %s "$instance" | gzip -c | tail -c 8 | head -c 2 | od -An -tx1 | tr -d ' ')
work=$(mktemp -d)
mkdir "$work/tmp"
export TMPDIR=$work/tmp
trap 'rm -rf "$work"' EXIT

ours() { tr '\0' '\n' < "/proc/$1/environ" 2> /dev/null | grep -qx "SLIPWAY_INSTANCE=$instance"; }

# Ids in the range of engines that belong to no engine of any instance.
ownerless() {
  awk -v first=$((0x70000000)) '$1 >= first {printf "%03x %s\n", int(($1 - first) / 65536), $2}' |
    while read -r slot rest; do [ -L "/run/slipway-slots/$slot" ] || echo "slot $slot $rest"; done
}

# What bears this instance's marks, one line each.
marked() {
  awk '{print "mount", $2}' /proc/self/mounts | grep -- "$instance"
  ls /sys/class/net | grep "^$prefix" | sed 's/^/link /'
  find /sys/fs/cgroup -path "*/$instance/*" -type d 2> /dev/null | sed 's/^/cgroup /'
  nft list tables | grep -xE "table inet (slipway-)?$instance"
  iptables-save 2> /dev/null | grep -- " $prefix+ " | sed 's/^/iptables /'
  find "$run" 2> /dev/null | sed 's/^/file /'
  find /run/slipway-slots -lname "$instance/*" 2> /dev/null | sed 's/^/slot /'
  find "$state/storage/engines/$instance" -mindepth 1 -maxdepth 2 2> /dev/null | sed 's/^/subvolume /'
  find "$TMPDIR" -mindepth 1 | sed 's/^/file /'
  awk '{print $8}' /proc/net/unix | grep -- "$instance" | sed 's/^/socket /'
  for process in /proc/[0-9]*; do
    ours "${process#/proc/}" && echo "process $(tr '\0' ' ' < "$process/cmdline" | cut -c1-120)"
  done | grep -v trace.sh
  ps -e -o uid=,comm= | ownerless | sed 's/^/process in /'
  lsns -n -o UID,TYPE | ownerless | sed 's/^/namespace in /'
  for id in $(sort -u "$work/ids" 2> /dev/null); do
    grep -x "1/$((16#$id))" "$work/groups" | sed 's/^/quota group /'
  done
  losetup -l -n -O BACK-FILE | sed 's/^/loop /'
} 2> /dev/null

# The whole host, whoever made it.
host() {
  awk '{print "mount", $2}' /proc/self/mounts
  ls /sys/class/net | sed 's/^/link /'
  lsns -n -o TYPE | sed 's/^/namespaces /'
  find /sys/fs/cgroup -type d | sed 's/^/cgroup /'
  nft list ruleset | grep -v 'packets' | sed 's/^/nft /'
  iptables-save | grep -v '^[#:]' | sed 's/^/iptables /'
  losetup -l -n -O BACK-FILE | sed 's/^/loop /'
  ps -e -o comm= | grep -vE '^(kworker|trace.sh|ps|sort|sed|grep)' | sed 's/^/process /'
  awk '{print $8}' /proc/net/unix | grep . | sort -u | sed 's/^/socket /'
  find /run /tmp -xdev -not -path "$work*" 2> /dev/null | sed 's/^/file /'
}

snapshot() {
  btrfs qgroup show "$state/storage" 2> /dev/null | awk '$1 ~ /^1\// {print $1}' > "$work/groups"
  { marked; [ -n "$shared" ] || host; } | LC_ALL=C sort > "$1"
}

# The lines that are there after but were not before; of equal ones, those that are more than before.
left() { LC_ALL=C comm -13 "$work/before" "$work/after"; }

# The processes of a party: a client or the daemon by the number it has, what runs in engines by name, runc and the process behind by their command lines.
party() {
  case $1 in
    client) kill -0 "$(cat "$work/client")" && cat "$work/client" ;;
    daemon) echo "$daemon" ;;
    runc | behind)
      for process in $(pgrep -f -- "$([ "$1" = runc ] && echo "--root $run/runtime" || echo "engine reap --detached")"); do ours "$process" && echo "$process"; done ;;
    init) cat "$run"/engines/*/pid ;;
    *) find /sys/fs/cgroup -path "*/$instance/*" -name cgroup.procs -exec cat {} + | sort -u | while read -r process; do [ "$(cat "/proc/$process/comm")" = "$1" ] && echo "$process"; done ;;
  esac 2> /dev/null | head -1
}

daemon=
start_daemon() {
  "$slipway" host --pool 1 >> "$work/daemon.log" 2>&1 &
  daemon=$!
  disown
  for _ in {1..100}; do [ -S "$run/host.sock" ] && return; sleep 0.05; done
}
stop_daemon() {
  [ -n "$daemon" ] && kill "$daemon" 2> /dev/null && while kill -0 "$daemon" 2> /dev/null; do sleep 0.05; done
  daemon=
}

# Runs the command with its process written down, to be killed.
client() {
  "$slipway" engine "$@" > "$work/output" 2>> "$work/errors" &
  echo $! > "$work/client"
  wait $!
}

# One engine's life; every fourth on a layer cache. Where somebody is killed it may end early.
live() {
  local id made=1 cached=()
  (($1 % 4)) || cached=(--layer-cache trace)
  client create "${cached[@]}" || made=
  id=$(cat "$work/output")
  [ -z "$id" ] || echo "$id" >> "$work/ids"
  [ -n "$made" ] || return 1
  (
    eval "$("$slipway" engine env "$id")"
    docker version > /dev/null 2>&1 || [ "${2:-}" = to-be-killed ] || echo "$id does not answer" >> "$work/silent"
  )
  client rm ${cached:+--keep-layers} "$id"
}

"$slipway" engine reap > /dev/null
snapshot "$work/before"
: > "$work/silent"
: > "$work/ids"
every=$((kills > 0 ? cycles / kills : cycles + 1))
killed=0
failed=0
begun=$SECONDS
for ((cycle = 1; cycle <= cycles; cycle++)); do
  # Blocks of ten cycles with the daemon and without it.
  if (((cycle / 10) % 2)); then
    [ -n "$daemon" ] && kill -0 "$daemon" 2> /dev/null || start_daemon
  else
    stop_daemon
  fi
  if ((cycle % every)); then
    live "$cycle" || { failed=$((failed + 1)); echo "cycle $cycle: no engine: $(tail -1 "$work/errors")"; }
    continue
  fi
  parties=(client client dockerd containerd runc init behind)
  [ -n "$daemon" ] && parties=(client daemon daemon dockerd containerd runc init)
  victim=${parties[RANDOM % ${#parties[@]}]}
  # Until it is there to be killed: a moment may lie before or behind its life.
  for _ in {1..10}; do
    live "$cycle" to-be-killed &
    life=$!
    sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
    target=
    while [ -z "$target" ] && kill -0 "$life" 2> /dev/null; do
      target=$(party "$victim")
    done
    [ -n "$target" ] && kill -9 "$target" 2> /dev/null && hit=1 || hit=
    wait "$life" 2> /dev/null
    [ -n "$hit" ] && { killed=$((killed + 1)); echo "$victim" >> "$work/victims"; break; }
  done
  ((cycle % 50)) || echo "$cycle cycles, $((SECONDS - begun)) s"
done
stop_daemon

"$slipway" engine reap > /dev/null
# An engine that was made by hand lives until it is removed by hand: the ones whose id was printed and whose `rm` was killed. No other may live.
"$slipway" engine ls | awk 'NR > 1 {print $1}' | grep -xFf "$work/ids" | xargs -r "$slipway" engine rm
"$slipway" engine reap > /dev/null
"$slipway" dlc purge trace > /dev/null
# What has died is listed until the host's init has taken note of it.
for _ in {1..30}; do
  snapshot "$work/after"
  [ -z "$(left)" ] && break
  sleep 1
done
echo "kill -9 of: $(sort "$work/victims" 2> /dev/null | uniq -c | awk '{printf "%s%s %s", sep, $1, $2; sep = ", "}')"
[ -s "$work/silent" ] && cat "$work/silent"
grep -A 9 "Unhandled exception" "$work/daemon.log" "$work/errors"
if [ -z "$(left)" ]; then
  echo "$cycles cycles in $((SECONDS - begun)) s, $killed with a kill -9, $failed without an engine: nothing is left"
else
  left
  echo "$cycles cycles, $killed with a kill -9: the lines above are left"
  exit 1
fi
((failed == 0))
