#!/usr/bin/env bash
# Times engines against classic dind containers of the same files on the host's Docker, interleaved in one run; prints one table of medians and ratios.
# usage: bench/engines/run.sh [ROUNDS]     (root; 5 rounds by default; SLIPWAY names the program, out/slipway by default)
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-5}
slipway=${SLIPWAY:-$PWD/out/slipway}
[ -x "$slipway" ] || scripts/build.sh > /dev/null
export SLIPWAY_INSTANCE=slipway-bench
versions=(28 26.1 20.10)
dind_images=slipway-bench/dind
base_image=slipway/busybox:latest
images=${SLIPWAY_STATE:-/var/lib/slipway}/storage/images
work=$(mktemp -d)
daemon=
built=()

cleanup() {
  [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon" || true; }
  "$slipway" engine ls 2> /dev/null | awk 'NR>1{print $1}' | xargs -r "$slipway" engine rm > /dev/null 2>&1 || true
  "$slipway" dlc purge bench-rebuild > /dev/null 2>&1 || true
  "$slipway" dlc purge bench-large > /dev/null 2>&1 || true
  docker rm -fv slipway-bench-dind > /dev/null 2>&1 || true
  docker image rm slipway-bench/rebuild > /dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

median() { sort -n | awk '{v[NR]=$1} END{print v[int((NR+1)/2)]}'; }
p95() { sort -n | awk '{v[NR]=$1} END{i=int(NR*0.95+0.5); if(i<1)i=1; print v[i]}'; }

# timed NAME COMMAND…: its milliseconds go to the series NAME
timed() {
  local series=$work/$1 start
  shift
  start=${EPOCHREALTIME/[.,]/}
  "$@"
  echo $(((${EPOCHREALTIME/[.,]/} - start + 500) / 1000)) >> "$series"
}

# within ID COMMAND…: with the engine as Docker
within() { ( eval "$("$slipway" engine env "$1")"; shift; "$@" ); }

row() { awk -v n="$1" -v v="$2" -v u="$3" -v b="$4" -v p="$5" -v g="$6" 'BEGIN{printf "| %s | %d %s | %.3f × %s | %s |\n", n, v, u, v/b, p, g}'; }

# Of every version: its engine image, and the same files as a dind image. The default version is the first.
prepare_images() {
  local wanted version
  for wanted in "${versions[@]}"; do
    version=$("$slipway" engine image build "$wanted" 2> /dev/null)
    built+=("$version")
    docker image inspect "$dind_images:$version" > /dev/null 2>&1 || tar -C "$images/$version/root" -c . | docker import - "$dind_images:$version" > /dev/null
  done
  docker image inspect "$base_image" > /dev/null 2>&1 || scripts/images.sh busybox:latest > /dev/null
}

start_dind() {
  docker run -d --name slipway-bench-dind --cap-add=ALL --cap-drop=SYS_RESOURCE --security-opt seccomp=unconfined --security-opt systempaths=unconfined \
    --device-cgroup-rule 'a *:* rwm' -v /var/lib/docker "$dind_images:$1" sh -c 'mount -o remount,rw /sys; for d in /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,rw "$d" 2>/dev/null; done; exec dockerd' > /dev/null
  until docker exec slipway-bench-dind curl -sf --unix-socket /var/run/docker.sock http://d/_ping > /dev/null 2>&1; do sleep 0.02; done
}

# lease FILE [OPTION…]: a cold engine that answers `docker version` over TLS; its id goes to FILE
lease() (
  file=$1
  shift
  eval "$("$slipway" engine create --env "$@")"
  echo "$DOCKER_MACHINE_NAME" >> "$file"
  docker version > /dev/null
)

cold_leases() {
  local i version
  for ((i = 0; i < rounds; i++)); do
    for version in "${built[@]}"; do
      timed "dind-$version" start_dind "$version"
      docker rm -fv slipway-bench-dind > /dev/null
      timed "cold-$version" lease "$work/ids" --version "$version"
      timed release "$slipway" engine rm "$(tail -n 1 "$work/ids")"
    done
  done
}

memory_of_idle() {
  local id process
  id=$("$slipway" engine create)
  sleep 5
  find /sys/fs/cgroup -path "*slipway-bench/$id*" -name cgroup.procs -exec cat {} + | sort -u | while read -r process; do
    case $(cat "/proc/$process/comm" 2> /dev/null) in
      dockerd | containerd) awk '/^Rss:|^Pss:/{print $1, $2}' "/proc/$process/smaps_rollup" ;;
    esac
  done > "$work/memory"
  "$slipway" engine rm "$id"
}

many_leases() {
  local i
  for ((i = 0; i < 20; i++)); do timed twenty lease "$work/ids20" & done
  wait
  xargs "$slipway" engine rm < "$work/ids20"
}

# A head with a named volume of 5 GB and 100,000 files.
large_cache() {
  local id i
  id=$("$slipway" engine create --disk 20G --layer-cache bench-large)
  docker save "$base_image" | within "$id" docker load > /dev/null
  within "$id" docker run --rm -v large:/large "$base_image" sh -c '
    dd if=/dev/zero of=/large/block bs=1M count=5000 2> /dev/null
    for d in $(seq 100); do mkdir /large/$d; for f in $(seq 1000); do : > /large/$d/$f; done; done'
  "$slipway" engine rm --keep-layers "$id"
  for ((i = 0; i < rounds; i++)); do
    timed plain lease "$work/ids"
    "$slipway" engine rm "$(tail -n 1 "$work/ids")"
    timed large lease "$work/ids" --disk 20G --layer-cache bench-large
    "$slipway" engine rm "$(tail -n 1 "$work/ids")"
  done
}

write_context() {
  local i
  mkdir -p "$work/context/files"
  for i in $(seq 300); do head -c 2000 /dev/urandom | base64 > "$work/context/files/$i"; done
  { echo "FROM $base_image"; echo "COPY files /files"; for i in $(seq 8); do echo "RUN echo $i > /step$i"; done; } > "$work/context/Dockerfile"
}

# The classic builder: every Docker client has it.
build() { DOCKER_BUILDKIT=0 docker build -q -t slipway-bench/rebuild "$work/context" > /dev/null 2> "$work/build.log" || { cat "$work/build.log" >&2; return 1; }; }

cached_rebuild() {
  local id i
  write_context
  id=$("$slipway" engine create --layer-cache bench-rebuild)
  docker save "$base_image" | within "$id" docker load > /dev/null
  within "$id" build
  "$slipway" engine rm --keep-layers "$id"
  build
  for ((i = 0; i < rounds; i++)); do
    timed rebuild-host build
    id=$("$slipway" engine create --layer-cache bench-rebuild)
    eval "$("$slipway" engine env "$id")"
    timed rebuild build
    unset DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH
    "$slipway" engine rm "$id"
  done
}

start_host() {
  "$slipway" host --pool "$1" 2> "$work/host" > /dev/null &
  daemon=$!
}

stop_host() {
  kill "$daemon"
  wait "$daemon" || true
  daemon=
}

# wait_for_idle COUNT: so many are ready, none is being made or removed
wait_for_idle() { until "$slipway" engine ls 2> /dev/null | awk -v n="$1" '$2=="idle"{i++} $2=="starting" || $2=="released"{b++} END{exit i!=n || b}'; do sleep 0.1; done; }

warm_leases() {
  local i
  start_host 1
  for ((i = 0; i < rounds; i++)); do
    wait_for_idle 1
    "$slipway" engine create --json > "$work/lease"
    jq -er 'select(.warm).createdMs' "$work/lease" >> "$work/warm"
    # A job is longer than the pool's refilling.
    wait_for_idle 1
    timed release-host "$slipway" engine rm "$(jq -r .id "$work/lease")"
  done
  # The first lease makes the layer cache one of those the pool is ready for.
  "$slipway" engine create --layer-cache bench-rebuild | xargs "$slipway" engine rm
  for ((i = 0; i < rounds; i++)); do
    wait_for_idle 2
    "$slipway" engine create --layer-cache bench-rebuild --json > "$work/lease"
    jq -er 'select(.warm and .layerCacheHit).createdMs' "$work/lease" >> "$work/warm-cache"
    wait_for_idle 2
    "$slipway" engine rm "$(jq -r .id "$work/lease")"
  done
  stop_host
}

many_warm_leases() {
  local i
  start_host 20
  wait_for_idle 20
  for ((i = 0; i < 20; i++)); do timed twenty-warm lease "$work/ids20-warm" & done
  wait $(jobs -p | grep -vx "$daemon")
  xargs "$slipway" engine rm < "$work/ids20-warm"
  stop_host
}

prepare_images
cold_leases
memory_of_idle
many_leases
cached_rebuild
large_cache
warm_leases
many_warm_leases

version=${built[0]}
base=$(median < "$work/dind-$version")
echo "| what | median | ratio | goal |"
echo "|---|---|---|---|"
row "dind container $version, to its first answer" "$base" ms "$base" dind "1"
row "cold lease of $version, to \`docker version\` over TLS" "$(median < "$work/cold-$version")" ms "$base" dind "≤ 0.35"
for other in "${built[@]:1}"; do
  row "cold lease of $other" "$(median < "$work/cold-$other")" ms "$(median < "$work/dind-$other")" "dind $other ($(median < "$work/dind-$other") ms)" "≤ 0.35"
done
row "warm lease" "$(median < "$work/warm")" ms "$base" dind "≤ 0.03"
row "warm lease on a layer cache" "$(median < "$work/warm-cache")" ms "$base" dind "≤ 0.03"
row "20 cold leases at once, p95 ($(wc -l < "$work/twenty") of 20 work)" "$(p95 < "$work/twenty")" ms "$base" dind "≤ 3.5"
row "20 leases at once from a pool of 20, p95 ($(wc -l < "$work/twenty-warm") of 20 work)" "$(p95 < "$work/twenty-warm")" ms "$base" dind "≤ 3.5"
row "release by itself, the command as a whole" "$(median < "$work/release")" ms "$base" dind "≤ 0.03"
row "release to a host, the command as a whole" "$(median < "$work/release-host")" ms "$base" dind "≤ 0.03"
row "cold lease on a layer cache of 5 GB and 100,000 files" "$(median < "$work/large")" ms "$(median < "$work/plain")" "an empty one" "≤ 1.3"
row "fully cached rebuild in a fresh engine" "$(median < "$work/rebuild")" ms "$(median < "$work/rebuild-host")" "the host's Docker" "≤ 1.3"
row "idle engine, dockerd and containerd, RSS" "$(awk '/Rss/{s+=$2} END{print s/1024}' "$work/memory")" MB "$(awk '/MemTotal/{print $2/1024}' /proc/meminfo)" "the machine" "none"
row "idle engine, dockerd and containerd, PSS" "$(awk '/Pss/{s+=$2} END{print s/1024}' "$work/memory")" MB "$(awk '/MemTotal/{print $2/1024}' /proc/meminfo)" "the machine" "none"
