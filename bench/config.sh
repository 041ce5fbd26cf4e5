#!/usr/bin/env bash
# Measures the compiler and prints one table; ratios come from the same run. Build first: scripts/build.sh
# usage: bench/config.sh   (SLIPWAY names another program than out/slipway)
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/Slipway.Config.Bench -c Release --nologo -v quiet
exec artifacts/bin/Slipway.Config.Bench/release/Slipway.Config.Bench "${SLIPWAY:-out/slipway}" node
