#!/usr/bin/env bash
# Builds Slipway and leaves the runnable program at out/slipway, with the agent beside it.
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=Release
mkdir -p out
echo "== the agent (static native code)"
dotnet publish src/Slipway.Agent -c "$configuration" -r linux-x64 -o out/.agent --nologo -v quiet
echo "== the command slipway (native code)"
dotnet publish src/Slipway.Cli -c "$configuration" -r linux-x64 -o out/.cli --nologo -v quiet
install -m 0755 out/.agent/slipway-agent out/slipway-agent
install -m 0755 out/.cli/slipway out/slipway
rm -rf out/.agent out/.cli
echo "== done: out/slipway"
