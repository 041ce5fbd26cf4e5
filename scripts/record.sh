#!/usr/bin/env bash
# Records a terminal of a real run and keeps it as docs/pictures/run.svg: `slipway run` in the project of scripts/demo.sh, which must have run before.
# Needs asciinema, and npx, which fetches svg-term-cli.
set -euo pipefail
cd "$(dirname "$0")/.."
state=/var/lib/slipway-demo
export SLIPWAY_STATE=$state SLIPWAY_INSTANCE=slipway-demo SLIPWAY_SETTINGS=$state/engines.json SLIPWAY_JOB_SETTINGS=$state/jobs.json SLIPWAY_RUN=/run/slipway-demo
[ -d "$state/project" ] || { echo "record: run scripts/demo.sh first" >&2; exit 2; }
command -v asciinema >/dev/null || { echo "record: install asciinema" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$PWD/out/slipway" "$work/slipway"
# What is typed at the prompt is shown, then done.
cat >"$work/session" <<'SESSION'
type_and_run() {
  printf '\e[1;32m$\e[0m '
  for ((i = 0; i < ${#1}; i++)); do printf '%s' "${1:i:1}"; sleep 0.04; done
  sleep 0.3
  printf '\n'
  eval "$1"
}
type_and_run 'slipway run'
sleep 3
SESSION

# A change, so that the last layer is built and the others come from the cache.
echo "# recorded at $(date +%s)" >>"$state/project/counter.py"
(cd "$state/project" && PATH=$work:$PATH TERM=xterm-256color asciinema rec --quiet --overwrite --cols 96 --rows 26 --idle-time-limit 1 \
  --command "bash $work/session" "$work/run.cast" </dev/null)
mkdir -p docs/pictures
npx --yes svg-term-cli@2.1.1 --in "$work/run.cast" --out docs/pictures/run.svg --window --no-cursor --width 96 --height 26
echo "== docs/pictures/run.svg, $(du -k docs/pictures/run.svg | cut -f1) KB"
