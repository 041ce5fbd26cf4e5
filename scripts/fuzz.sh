#!/usr/bin/env bash
# Compiles randomly broken configs for a while; no crash and no compile of more than two seconds may happen.
# usage: scripts/fuzz.sh MINUTES DIR [SEED]   (DIR holds the configs to break; findings are left in out/fuzz)
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,3s/^# //p' "$0"; exit 2; }
seeds=$(realpath "$2")
cd "$(dirname "$0")/.."
rm -rf out/fuzz
dotnet build bench/Slipway.Config.Fuzz -c Release --nologo -v quiet
if artifacts/bin/Slipway.Config.Fuzz/release/Slipway.Config.Fuzz "$1" "$seeds" out/fuzz "${@:3}"; then exit 0; fi
if [ -f out/fuzz/current.yml ]; then echo "the process died of out/fuzz/current.yml"; fi
exit 1
