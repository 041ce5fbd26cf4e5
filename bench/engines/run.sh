#!/usr/bin/env bash
# usage: run.sh [ROUNDS]   (root) Times engines against a classic dind container on the host's Docker, in one run; prints one table of medians and ratios.
set -euo pipefail
rounds=${1:-5}
slipway=${SLIPWAY:-slipway}
export SLIPWAY_INSTANCE=slipway-bench
image=slipway-bench/dind
root=${SLIPWAY_STATE:-/var/lib/slipway}/storage/images
work=$(mktemp -d)
daemon=
cleanup() {
  [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon" || true; }
  "$slipway" engine ls 2> /dev/null | awk 'NR>1{print $1}' | xargs -r "$slipway" engine rm > /dev/null 2>&1 || true
  docker rm -fv slipway-bench-dind > /dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

now() { date +%s%3N; }
median() { sort -n | awk '{v[NR]=$1} END{print v[int((NR+1)/2)]}'; }
p95() { sort -n | awk '{v[NR]=$1} END{i=int(NR*0.95+0.5); if(i<1)i=1; print v[i]}'; }
use() { ( eval "$("$slipway" engine env "$1")"; docker version > /dev/null ); }

id=$("$slipway" engine create); version=$("$slipway" engine inspect "$id" | jq -r .version); "$slipway" engine rm "$id"
docker image inspect "$image" > /dev/null 2>&1 || tar -C "$root/$version/root" -c . | docker import - "$image" > /dev/null

dind() {
  local start; start=$(now)
  docker run -d --name slipway-bench-dind --cap-add=ALL --cap-drop=SYS_RESOURCE --security-opt seccomp=unconfined --security-opt systempaths=unconfined \
    --device-cgroup-rule 'a *:* rwm' -v /var/lib/docker "$image" sh -c 'mount -o remount,rw /sys; for d in /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,rw "$d" 2>/dev/null; done; exec dockerd' > /dev/null
  until docker exec slipway-bench-dind curl -sf --unix-socket /var/run/docker.sock http://d/_ping > /dev/null 2>&1; do sleep 0.02; done
  echo $(($(now) - start))
  docker rm -fv slipway-bench-dind > /dev/null
}
cold() {
  local start id; start=$(now)
  id=$("$slipway" engine create); use "$id"
  echo $(($(now) - start))
  "$slipway" engine rm "$id"
}

for ((i = 0; i < rounds; i++)); do dind >> "$work/dind"; cold >> "$work/cold"; done

start=$(now)
for ((i = 0; i < 20; i++)); do ( s=$(now); id=$("$slipway" engine create) && use "$id" && echo $(($(now) - s)) >> "$work/twenty"; echo "$id" >> "$work/ids" ) & done
wait
xargs "$slipway" engine rm < "$work/ids"

"$slipway" host --pool 1 2> "$work/host" & daemon=$!
for ((i = 0; i < rounds; i++)); do
  until "$slipway" engine ls 2> /dev/null | grep -q ' idle '; do sleep 0.1; done
  "$slipway" engine create --json > "$work/lease"
  jq -r .createdMs "$work/lease" >> "$work/warm"
  id=$(jq -r .id "$work/lease")
  start=$(now); "$slipway" engine rm "$id"; echo $(($(now) - start)) >> "$work/release"
done

base=$(median < "$work/dind")
row() { awk -v n="$1" -v v="$2" -v b="$base" -v g="$3" 'BEGIN{printf "%-52s %7d ms   %6.3f x dind   goal %s\n", n, v, v/b, g}'; }
row "dind container to /_ping" "$base" "1"
row "cold lease to docker version over TLS, with its CLI" "$(median < "$work/cold")" "0.35"
row "warm lease" "$(median < "$work/warm")" "0.03"
row "release, the command as a whole" "$(median < "$work/release")" "0.03"
row "20 leases at once, p95 ($(wc -l < "$work/twenty") worked)" "$(p95 < "$work/twenty")" "3.5"
