#!/usr/bin/env bash
# Gives hostile input to what must bear it, for as long as asked, and names the seed and the trial of whatever does not hold.
# usage: scripts/fuzz.sh [config|texts|frames|archives|secrets] [SECONDS] [SEED]   (default: each of them, 60 seconds, another seed each time)
#   config    broken configs: the compiler may not crash, hang or take more than two seconds (CONFIGS: other folders to take them from)
#   texts     configs whose texts are hard to write down, 50 in each: once processed they must be the same plan
#   frames    whatever an agent that the image has replaced may say: the runner may not crash, wait for ever or hold more than the agent's window
#   archives  workspaces, caches, artifacts and test results: nothing outside of their folder may change
#   secrets   runs whose jobs say their secrets in every form and place: nothing that is shown or kept may have one
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -gt 3 ] || [[ "${1:-}" == -* ]]; then sed -n '2,8s/^# //p' "$0"; exit 2; fi
seconds=${2:-60}
seed=${3:-$RANDOM}
dotnet build bench/Slipway.Fuzz -c Release -p:RunAnalyzers=false --nologo -v quiet
status=0
for generator in ${1:-config texts frames archives secrets}; do
  echo "== $generator"
  artifacts/bin/Slipway.Fuzz/release/Slipway.Fuzz "$generator" "$seconds" "$seed" || status=1
done
exit $status
