#!/usr/bin/env bash
# Runs every test on real components: sets up, builds, makes the images, runs each test project, prints a summary.
# usage: scripts/test.sh [PROJECT…]   (default: all of tests/, such as Slipway.Config.Tests)
# What this machine cannot do is skipped with its reason and counted. Results are left in out/tests.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

results=$PWD/out/tests
configuration=${SLIPWAY_CONFIGURATION:-Debug}

die() { echo "test: $*" >&2; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

# one_project NAME: runs the project, leaves NAME.json and NAME.log; of one that hangs it prints the tests and the processes that were left.
# The project runs in the foreground, since what runs behind a script ignores interrupts, and all that it starts too.
one_project() {
  local name=$1 program=artifacts/bin/$1/${configuration,,}/$1 limit=${SLIPWAY_TEST_SECONDS:-1800}
  (
    trap 'kill $!; exit' TERM
    sleep $((limit - 5)) &
    wait $!
    {
      echo "the $limit seconds for $name are over; what runs now:"
      ps -eo pid,ppid,stat,wchan:24,etimes,args --forest | grep -v '\]$' | cut -c1-160
    } >"$results/$name.hang"
  ) 2>/dev/null &
  local watch=$!
  timeout --kill-after=30 "$limit" "$program" --progress off --ansi off --ignore-exit-code 8 --long-running 60 --xunit-diagnostics on \
    --results-directory "$results" --report-xunit-ctrf --report-xunit-ctrf-filename "$name.json" \
    </dev/null >"$results/$name.log" 2>&1
  local status=$?
  kill $watch 2>/dev/null
  if [ $status != 0 ] || [ ! -s "$results/$name.json" ]; then
    grep -vE '^(skipped|passed) ' "$results/$name.log" | tail -n 200
    cat "$results/$name.hang" 2>/dev/null
  fi
  return $status
}

count() { jq -r ".results.summary.$2 // 0" "$results/$1.json" 2>/dev/null || echo 0; }

passed=0 failed=0 skipped=0
summarise() {
  local name=$1 status=$2 seconds=$3 p f s
  p=$(count "$name" passed) f=$(count "$name" failed) s=$(($(count "$name" skipped) + $(count "$name" pending)))
  # A test process that dies has failed even when no test says so.
  if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  printf '%-32s %5d passed %4d failed %4d skipped %6d s\n' "$name" "$p" "$f" "$s" "$seconds" | tee -a "$results/summary.txt"
}

rm -rf "$results"
mkdir -p "$results"
scripts/setup.sh || die "the set-up failed"
echo "== building the tests ($configuration)"
dotnet build Slipway.slnx -c "$configuration" --nologo -v quiet || die "the build failed"
scripts/build.sh || die "the native build failed"
if [ -x scripts/images.sh ]; then scripts/images.sh || die "the images could not be made"; fi

projects=("$@")
if [ $# = 0 ]; then
  for project in tests/*.Tests/*.csproj; do projects+=("$(basename "$project" .csproj)"); done
fi
for name in "${projects[@]}"; do
  echo "== $name"
  started=$SECONDS
  one_project "$name"
  summarise "$name" $? $((SECONDS - started))
done

echo
echo "== summary"
cat "$results/summary.txt"
for report in "$results"/*.json; do
  jq -r '.results.tests[] | select(.status == "skipped") | "skipped: \(.name)\(if .message then " (" + .message + ")" else "" end)"' "$report" 2>/dev/null
  jq -r '.results.tests[] | select(.status == "failed")
    | "failed: \(.name)", ((.message // "") | rtrimstr("\n") | split("\n") | (if length > 24 then .[:4] + ["…"] + .[-19:] else . end)[] | "    " + .[:300])' "$report" 2>/dev/null
done
echo "$passed $failed $skipped" >"$results/counts"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
