#!/usr/bin/env bash
# Shows Slipway whole: sets up what is missing, builds it, starts a registry with a login, runs examples/build-and-push twice
# (the second time with a warm layer cache) and says what was built, pushed, cached and how long each part took.
# Asks nothing; safe to run twice.
# usage: scripts/demo.sh            run it
#        scripts/demo.sh --clean    remove every trace of it
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "$(id -u)" != 0 ]; then exec sudo -n env "PATH=$PATH" "HOME=$HOME" "$(realpath "$0")" "$@"; fi

state=/var/lib/slipway-demo
project=$state/project
name=registry.slipway.test
address=198.18.53.1
door=127.53.0.1:15053
images=(base:bookworm base:trixie postgres:15 docker-cli:trixie python:trixie registry:2)
export SLIPWAY_STATE=$state SLIPWAY_INSTANCE=slipway-demo SLIPWAY_SETTINGS=$state/engines.json SLIPWAY_JOB_SETTINGS=$state/jobs.json
export SLIPWAY_RUN=/run/slipway-demo

say() { printf '\n== %s\n' "$*"; }
parts=()
# part NAME COMMAND…: runs the command, remembers how long it took
part() {
  local label=$1 started=$EPOCHREALTIME
  shift
  say "$label"
  "$@"
  parts+=("$(printf '%-44s %7.1f s' "$label" "$(bc_minus "$EPOCHREALTIME" "$started")")")
}
bc_minus() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a - b }'; }

clean() {
  say "removing what the demonstration made"
  docker rm -f -v slipway-demo-registry >/dev/null 2>&1 || true
  docker volume rm slipway-demo-registry >/dev/null 2>&1 || true
  ip address del "$address/32" dev lo 2>/dev/null || true
  if [ -x out/slipway ] && [ -e "$state" ]; then
    out/slipway runs reap >/dev/null 2>&1 || true
    out/slipway engine reap >/dev/null || true
  fi
  # What engines share: the file system in a file, its loop device, the rules and the control groups of the instance.
  while mountpoint -q "$state/storage" && umount "$state/storage"; do :; done
  losetup -j "$state/storage.btrfs" 2>/dev/null | cut -d: -f1 | xargs -r -n 1 losetup -d 2>/dev/null || true
  nft delete table inet "$SLIPWAY_INSTANCE" 2>/dev/null || true
  find /sys/fs/cgroup -maxdepth 2 -type d -name "$SLIPWAY_INSTANCE" -print0 | xargs -0 -r -I{} find {} -depth -type d -delete || true
  scripts/images.sh --clean
  rm -rf "$state" "$SLIPWAY_RUN"
  say "clean"
}

# The native build and the images have nothing to do with each other: one core each.
build_and_images() {
  scripts/images.sh "${images[@]}" >"$state/images.log" 2>&1 &
  local images_pid=$!
  scripts/build.sh
  wait "$images_pid" || { tail -n 20 "$state/images.log" >&2; return 1; }
  cat "$state/images.log"
}

start_registry() {
  ip address show dev lo | grep -q "$address/32" || ip address add "$address/32" dev lo
  docker volume create slipway-demo-registry >/dev/null
  if [ "$(docker inspect -f '{{.State.Running}}' slipway-demo-registry 2>/dev/null)" != true ]; then
    docker rm -f slipway-demo-registry >/dev/null 2>&1 || true
    docker run -d --name slipway-demo-registry --network host -v slipway-demo-registry:/registry \
      -e NAME="$name" -e ADDRESS="$address:443" -e LOCAL="$door" -e REGISTRY_USER=sailor -e REGISTRY_PASSWORD=ahoy-ahoy slipway/registry:2 >/dev/null
  fi
  curl -fs -o /dev/null --retry 40 --retry-delay 1 --retry-connrefused "http://$door/v2/" || { docker logs --tail 20 slipway-demo-registry; return 1; }
  docker cp -q slipway-demo-registry:/registry/ca.pem "$state/ca.pem" 2>/dev/null || docker cp slipway-demo-registry:/registry/ca.pem "$state/ca.pem" >/dev/null
  local from
  for from in base:bookworm=debian:bookworm postgres:15=postgres:15; do
    docker tag "slipway/${from%%=*}" "$door/${from#*=}"
    docker push -q "$door/${from#*=}" >/dev/null
    docker rmi "$door/${from#*=}" >/dev/null
  done
  cat >"$state/engines.json" <<JSON
{
  "instance": "slipway-demo",
  "stateFolder": "$state",
  "network": { "extraHosts": ["$name:$address"], "allowedEgress": ["$address:443"] },
  "registries": { "extraCertificates": ["$state/ca.pem"] }
}
JSON
  printf '{ "extraHosts": ["%s:%s"] }\n' "$name" "$address" >"$state/jobs.json"
  echo "$name, user sailor"
}

engine_image() { out/slipway image build; }

prepare_project() {
  rm -rf "$project"
  cp -r examples/build-and-push "$project"
  mkdir -p "$project/.slipway"
  printf '%s\n' REGISTRY="$name" REGISTRY_USER=sailor REGISTRY_PASSWORD=ahoy-ahoy >"$project/.slipway/env"
  git -C "$project" init -q -b main
  git -C "$project" remote add origin https://example.com/sailors/counter.git
  git -C "$project" add --all
  git -C "$project" -c user.name=Sailor -c user.email=sailor@example.com commit -q -m 'Count visitors'
}

run_pipeline() { (cd "$project" && "$OLDPWD/out/slipway" run); }

change_and_run() {
  echo "# changed at $(date +%s)" >>"$project/counter.py"
  run_pipeline
}

if [ "${1:-}" = --clean ]; then clean; exit; fi
[ $# = 0 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }

mkdir -p "$state"
part "set up" scripts/setup.sh
part "build Slipway and the images" build_and_images
part "start the registry" start_registry
part "make the engine's root file system" engine_image
prepare_project
part "run the pipeline" run_pipeline
part "change one line and run it again" change_and_run

# size_of TAG: what a client pulls, and in how many layers
size_of() {
  curl -fsS -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' "http://$door/v2/counter/manifests/$1" |
    jq -r '"\([.layers[].size] | add / 1e6 | round) MB in \(.layers | length) layers"'
}

say "what came of it"
echo "built, probed and pushed:"
curl -fsS "http://$door/v2/counter/tags/list" | jq -r '.tags[]' | sort -V | while read -r tag; do echo "  $name/counter:$tag, $(size_of "$tag")"; done
log=$(find "$state/runs" -name build.log -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)
echo "cached in the second build: $(grep -c CACHED "$log" || true) of $(grep -cE '^(RUN|COPY|WORKDIR|ADD) ' "$project/Dockerfile") steps of the Dockerfile"
echo "kept: $(out/slipway runs artifacts last | wc -l) artifacts and the test results of each run; out/slipway runs show lists them"
echo "how long each part took:"
printf '  %s\n' "${parts[@]}"
cat <<END

Look inside:       export SLIPWAY_STATE=$state; out/slipway runs show; out/slipway runs logs last build-and-push
Change it, again:  $project (its variables are in .slipway/env)
Remove it all:     scripts/demo.sh --clean
END
