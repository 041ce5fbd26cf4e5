#!/usr/bin/env bash
# Runs `slipway config validate` over a folder of configs and prints a table and a summary.
# usage: scripts/corpus.sh [--all] DIR [validate options…]
# Without --all only rows that are not as expected are printed. What is expected comes from index.tsv in DIR or above it:
# a note that begins with "invalid" means that there must be an error (at its last "line N", give or take two, or below it
# when the note says where a block began); everything else must be valid, but for registry orbs that cannot be fetched.
# What is valid must be the same once it is processed.
# Ends with 1 when a row is not as expected.
set -uo pipefail
all=0
if [ "${1:-}" = --all ]; then all=1; shift; fi
[ $# -ge 1 ] || { sed -n '2,8s/^# //p' "$0"; exit 2; }
dir=$1; shift
slipway=${SLIPWAY:-$(dirname "$0")/../out/slipway}
[ -x "$slipway" ] || { echo "corpus: build first: scripts/build.sh" >&2; exit 2; }
index=/dev/null
for candidate in "$dir/index.tsv" "$dir/../index.tsv"; do
  if [ -f "$candidate" ]; then index=$candidate; break; fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SLIPWAY_OFFLINE=${SLIPWAY_OFFLINE:-1} SLIPWAY_CACHE=${SLIPWAY_CACHE:-$work/cache}

# note FILE: what the index says of it
note() { awk -F'\t' -v file="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "note") column = i } $1 == file { print $column; exit }' "$index"; }

# processed FILE OPTIONS…: the config as it comes out of processing, without what tells where it came from
processed() { "$slipway" config process "$@" 2>/dev/null | sed -e '/^# Original config.yml file:$/,$d' -e '/^# Orb /d'; }

# row FILE EXPECTED LINE BELOW STATUS: "verdict<TAB>result<TAB>first diagnostic"; errors about orbs that cannot be had do not count
row() {
  jq -r --arg expected "$2" --arg line "$3" --arg below "$4" --arg status "$5" '
    def place: "\(.line):\(.column) \(.code) \(.message)";
    (map(select(.severity == "error" and (.code | test("^SLW060[12]$"))))) as $orbs
    | (map(select(.severity == "error")) - $orbs) as $errors
    | (if ($errors | length) > 0 then "invalid" elif ($orbs | length) > 0 then "valid but for orbs" else "valid" end) as $result
    | (if $expected == "-" then "-"
       elif $status != "0" and $status != "2" then "WRONG"
       elif $expected == "valid" then (if ($errors | length) == 0 then "ok" else "WRONG" end)
       elif ($errors | length) == 0 then "WRONG"
       elif $line == "" or any($errors[]; (.line - ($line | tonumber)) as $d | $d >= -2 and ($d <= 2 or $below == "1")) then "ok"
       else "OTHER LINE" end) as $verdict
    | [$verdict, $result, (($errors + map(select(.severity == "warning")))[0] // {} | if .code then place else "" end)] | @tsv' "$1"
}

total=0 wrong=0 valid=0 orbs=0 invalid=0 slowest=0 slowest_file=
printf '%-11s %-8s %-18s %6s  %s\n' verdict expected result ms "file: first diagnostic"
for path in "$dir"/*.yml "$dir"/*.yaml; do
  [ -f "$path" ] || continue
  file=$(basename "$path")
  expected=- line= below=
  if [ "$index" != /dev/null ]; then
    expected=valid
    note=$(note "$file")
    if [[ $note == invalid* ]]; then
      expected=invalid
      line=$(sed -n 's/.*line \([0-9]*\).*/\1/p' <<<"$note")
      if [[ $note == *"while parsing a block"* ]]; then below=1; fi
    fi
  fi
  started=$(date +%s%N)
  timeout 10 "$slipway" config validate "$path" --format json "$@" >"$work/json" 2>"$work/error"
  status=$?
  ms=$((($(date +%s%N) - started) / 1000000))
  if IFS=$'\t' read -r verdict result first < <(row "$work/json" "$expected" "$line" "$below" "$status" 2>/dev/null); then :; else
    verdict=WRONG result="died ($status)" first=$(head -c 200 "$work/error" | tr '\n' ' ')
  fi
  if [ "$status" = 0 ]; then
    processed "$path" "$@" >"$work/once.yml"
    processed "$work/once.yml" >"$work/twice.yml"
    if ! cmp -s "$work/once.yml" "$work/twice.yml"; then verdict=WRONG result="other once processed"; fi
  fi
  total=$((total + 1))
  case $result in valid) valid=$((valid + 1)) ;; "valid but for orbs") orbs=$((orbs + 1)) ;; *) invalid=$((invalid + 1)) ;; esac
  if [ "$ms" -gt "$slowest" ]; then slowest=$ms slowest_file=$file; fi
  case $verdict in WRONG | "OTHER LINE") wrong=$((wrong + 1)) ;; esac
  if [ $all = 1 ] || [ "$verdict" = WRONG ] || [ "$verdict" = "OTHER LINE" ] || { [ "$verdict" = - ] && [ "$result" != valid ]; }; then
    printf '%-11s %-8s %-18s %6d  %s: %s\n' "$verdict" "$expected" "$result" "$ms" "$file" "$first"
  fi
done
echo
echo "$total files: $valid valid, $orbs valid but for orbs that cannot be had offline, $invalid invalid; $wrong not as expected; slowest $slowest ms ($slowest_file)"
[ $wrong = 0 ]
