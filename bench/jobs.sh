#!/usr/bin/env bash
# Times jobs against plain `docker run`, `tar | zstd -T0` and gitlab-ci-local, in one run, and prints one table of medians, ratios and goals.
# usage: bench/jobs.sh [ROW…]     ROW: job step output cache concurrent hundred memory gitlab; default: all. Build first: scripts/build.sh, scripts/images.sh
#        ROUNDS (5), MEGABYTES (500) of output, SLIPWAY (out/slipway), IMAGE (slipway/base:bookworm)
set -euo pipefail
cd "$(dirname "$0")/.."
slipway=$(realpath "${SLIPWAY:-out/slipway}")
rounds=${ROUNDS:-5}
megabytes=${MEGABYTES:-500}
image=${IMAGE:-slipway/base:bookworm}
work=$(mktemp -d /var/tmp/slipway-bench-jobs.XXXXXX)
trap 'rm -rf "$work"' EXIT
export SLIPWAY_STATE=$work/state SLIPWAY_INSTANCE=slipway-bench

# project NAME JOBS STEPS: a repository whose workflow has so many jobs of so many steps `true`
project() {
  mkdir -p "$work/$1/.circleci"
  { echo "version: 2.1"; echo "jobs:"
    for ((j = 0; j < $2; j++)); do
      printf '  job%d:\n    docker: [{image: "%s"}]\n    steps:\n' "$j" "$image"
      for ((s = 0; s < $3; s++)); do echo '      - run: "true"'; done
    done
    echo "workflows: {all: {jobs: [$(for ((j = 0; j < $2; j++)); do printf 'job%d,' "$j"; done)]}}"
  } >"$work/$1/.circleci/config.yml"
  repository "$work/$1"
}
repository() { git -C "$1" init -q -b main && git -C "$1" add -A && git -C "$1" -c user.name=bench -c user.email=bench@example.com commit -qm bench; }

# took NAME COMMAND…: runs it and adds its milliseconds to NAME's
took() {
  local name=$1 start=$EPOCHREALTIME end
  shift
  "$@" >"$work/last" 2>&1 || { echo "FAILED: $*"; tail -n 20 "$work/last"; exit 1; }
  end=$EPOCHREALTIME
  echo $((${end/./} - ${start/./})) >>"$work/$name.us"
}
run() { local folder=$1; shift; (cd "$work/$folder" && "$slipway" run --plain "$@"); }
runs_of_docker() { local i; for ((i = 0; i < $1; i++)); do docker run --rm "$image" true & done; wait; }
median() { sort -n "$work/$1.us" | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }'; }
# ratio A B: the median of the rounds' own ratios, because a shared machine changes its pace between rounds
ratio() { paste "$work/$1.us" "$work/$2.us" | awk '{ print $1 / $2 }' | sort -n | awk '{ v[NR] = $1 } END { printf "%.2f", v[int((NR + 1) / 2)] }'; }
row() { printf '| %s | %s | %s | %s | %s |\n' "$@"; }

row_job() {
  project one 1 1
  for ((i = 0; i <= rounds; i++)); do took docker docker run --rm "$image" true; took one run one; [ "$i" -gt 0 ] || rm "$work/docker.us" "$work/one.us"; done
  row "a job with one trivial step, whole command / docker run --rm" "$(median one) ms" "$(median docker) ms" "$(ratio one docker)" "≤ 1.6"
}

row_step() {
  project few 1 1; project many 1 200
  for ((i = 0; i < rounds; i++)); do took few run few; took many run many; done
  paste "$work/many.us" "$work/few.us" | awk '{ print ($1 - $2) / 199 }' >"$work/step.us"
  for ((i = 0; i < rounds; i++)); do took shells docker run --rm "$image" sh -c 'i=0; while [ $i -lt 200 ]; do /bin/bash -eo pipefail -c true; i=$((i+1)); done'; took shell docker run --rm "$image" true; done
  paste "$work/shells.us" "$work/shell.us" | awk '{ print ($1 - $2) / 200 }' >"$work/bash.us"
  row "each further step (200 steps) / starting bash -eo pipefail" "$(median step) ms" "$(median bash) ms" "$(ratio step bash)" "≤ 3 ms"
}

row_output() {
  local lines="yes 2026-01-01T00:00:00Z INFO the build goes on, and this line is as long as lines of logs are | head -c ${megabytes}000000"
  mkdir -p "$work/output/.circleci"
  printf 'version: 2.1\njobs:\n  out:\n    docker: [{image: "%s"}]\n    steps: [{run: {name: lines, command: "set +o pipefail; %s"}}]\nworkflows: {all: {jobs: [out]}}\n' "$image" "$lines" >"$work/output/.circleci/config.yml"
  repository "$work/output"
  for ((i = 0; i < (rounds + 1) / 2; i++)); do
    took docker-output docker run --rm "$image" sh -c "$lines"
    took slipway-output run output --env SECRET=a-secret-that-is-masked --env OTHER=ibis-and-heron
    rm -rf "$work/state/runs"
  done
  row "$megabytes MB of output into log and terminal file, masked / docker run > file, MB per second" \
    "$(awk -v m="$megabytes" -v t="$(median slipway-output)" 'BEGIN { printf "%.0f MB/s", m / t * 1000 }')" \
    "$(awk -v m="$megabytes" -v t="$(median docker-output)" 'BEGIN { printf "%.0f MB/s", m / t * 1000 }')" "$(ratio docker-output slipway-output)" "≥ 1.0"
}

# The tree, the peer and our steps are in one job, so that all have the same disk, limits and moment.
row_cache() {
  mkdir -p "$work/cache/.circleci"
  cat >"$work/cache/.circleci/config.yml" <<YML
version: 2.1
jobs:
  cache:
    docker: [{image: "$image"}]
    resource_class: large
    steps:
      - run: {name: tree, command: "mkdir /tree; for i in 1 2 3 4 5; do cp -a /usr /tree/\$i; done; head -c 100000000 /dev/urandom > /tree/random; du -sm /tree; find /tree | wc -l; sync"}
$(for ((i = 0; i < (rounds + 1) / 2; i++)); do cat <<STEPS
      - run: {name: peer-save, command: "tar -C / -cf - tree | zstd -q -T0 -o /peer.tar.zst"}
      - save_cache: {name: our-save, key: "tree-$i", paths: [/tree]}
      - run: {name: between, command: "ls -l /peer.tar.zst; rm -rf /tree"}
      - run: {name: peer-restore, command: "zstd -q -dc -T0 /peer.tar.zst | tar -C / -xf -"}
      - run: {name: between, command: "rm -rf /tree /peer.tar.zst; sync"}
      - restore_cache: {name: our-restore, keys: ["tree-$i"]}
STEPS
done)
workflows: {all: {jobs: [cache]}}
YML
  repository "$work/cache"
  run cache >"$work/last" 2>&1 || { tail -n 20 "$work/last"; exit 1; }
  "$slipway" runs show last --json | jq -rs '
    ([.[] | select(.type == "step_started")] | map({key: "\(.step)", value: .name}) | from_entries) as $names
    | .[] | select(.type == "step_finished") | "\($names["\(.step)"]) \(.duration)"' |
    awk -v d="$work" '$1 ~ /^(peer|our)-/ { split($2, t, ":"); print ((t[1] * 60 + t[2]) * 60 + t[3]) * 1000000 >> (d "/" $1 ".us") }'
  row "save_cache of a tree of 1 GB / tar, zstd -T0" "$(median our-save) ms" "$(median peer-save) ms" "$(ratio our-save peer-save)" "≤ 1.25"
  row "restore_cache of it / zstd -d, tar" "$(median our-restore) ms" "$(median peer-restore) ms" "$(ratio our-restore peer-restore)" "≤ 1.25"
  rm -rf "$work/state/blobs"
}

row_concurrent() {
  project twenty 20 1
  for ((i = 0; i < (rounds + 1) / 2; i++)); do took docker-twenty runs_of_docker 20; took twenty run twenty --jobs 20; done
  row "20 jobs at once / 20 docker run --rm at once" "$(median twenty) ms" "$(median docker-twenty) ms" "$(ratio twenty docker-twenty)" "≤ 1.3"
}

row_hundred() {
  project hundred 100 1
  took docker-hundred runs_of_docker 100
  took hundred peak hundred hundred --jobs 100
  row "100 jobs at once / 100 docker run --rm at once; peak memory of slipway $(cat "$work/hundred.kb") kB" "$(median hundred) ms" "$(median docker-hundred) ms" "$(ratio hundred docker-hundred)" "passes"
}

# peak NAME FOLDER ARGUMENTS…: runs slipway and leaves the peak of its memory in NAME.kb
peak() {
  local name=$1 folder=$2 kb=0 now process
  shift 2
  (cd "$work/$folder" && exec "$slipway" run --plain "$@" >/dev/null) &
  process=$!
  while now=$(awk '/VmHWM/ { print $2 }' "/proc/$process/status" 2>/dev/null) && [ -n "$now" ]; do kb=$now; read -rt 0.1 <> <(:) || true; done
  echo "$kb" >"$work/$name.kb"
  wait "$process"
}

row_memory() {
  for size in 100 1000; do
    mkdir -p "$work/memory$size/.circleci"
    printf 'version: 2.1\njobs:\n  out:\n    docker: [{image: "%s"}]\n    steps: [{run: "set +o pipefail; yes a line of output, masked as all of them are | head -c %d000000"}]\nworkflows: {all: {jobs: [out]}}\n' "$image" "$size" >"$work/memory$size/.circleci/config.yml"
    repository "$work/memory$size"
    peak "memory$size" "memory$size" --env SECRET=a-secret-that-is-masked
    rm -rf "$work/state/runs"
  done
  row "peak memory of slipway run at 1 GB of output / at 100 MB" "$(cat "$work/memory1000.kb") kB" "$(cat "$work/memory100.kb") kB" \
    "$(awk -v a="$(cat "$work/memory1000.kb")" -v b="$(cat "$work/memory100.kb")" 'BEGIN { printf "%.2f", a / b }')" "flat"
}

gitlab() { (cd "$work/$1" && "$work/npm/node_modules/.bin/gitlab-ci-local" --pull-policy if-not-present job); }
row_gitlab() {
  for tool in npm rsync; do command -v $tool >/dev/null || { row "gitlab-ci-local" "it needs $tool, which is not here" "" "" ""; return; }; done
  local tagged=
  npm install --silent --no-fund --no-audit --prefix "$work/npm" gitlab-ci-local@4.56.0 >"$work/last" 2>&1 || { row "gitlab-ci-local" "npm cannot install it" "" "" ""; return; }
  docker image inspect firecow/gitlab-ci-local-util:latest >/dev/null 2>&1 || { tagged=1; docker tag "$image" firecow/gitlab-ci-local-util:latest; }
  for steps in 1 200; do
    project "slipway$steps" 1 "$steps"; project "gitlab$steps" 1 1
    { printf 'job:\n  image: {name: "%s", entrypoint: [""]}\n  script:\n' "$image"; for ((s = 0; s < steps; s++)); do echo '    - "true"'; done; } >"$work/gitlab$steps/.gitlab-ci.yml"
    git -C "$work/gitlab$steps" remote add origin https://example.com/bench/bench.git
    for ((i = 0; i < (rounds + 1) / 2; i++)); do
      took "gitlab$steps" gitlab "gitlab$steps"
      took "slipway$steps" run "slipway$steps"
    done
    row "a job of $steps trivial steps / gitlab-ci-local 4.56.0 (one shell for all its lines)" "$(median "slipway$steps") ms" "$(median "gitlab$steps") ms" "$(ratio "slipway$steps" "gitlab$steps")" "compare"
  done
  [ -z "$tagged" ] || docker rmi firecow/gitlab-ci-local-util:latest >/dev/null
}

docker image inspect "$image" >/dev/null 2>&1 || { echo "there is no image $image: run scripts/images.sh"; exit 3; }
row "what / peer" "Slipway" "peer" "ratio" "goal"
row --- --- --- --- ---
[ $# -gt 0 ] || set -- job step output cache concurrent hundred memory gitlab
for name in "$@"; do "row_$name"; done
