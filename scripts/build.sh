#!/usr/bin/env bash
# Builds Slipway and leaves the runnable program at out/slipway, with the agent beside it. Does nothing when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

# is_current FILE SOURCE...: FILE is newer than every source and every folder that holds one
is_current() {
  local file=$1
  shift
  [ -x "$file" ] && [ -z "$(find "$@" Directory.Build.props Directory.Packages.props global.json -newer "$file" -print -quit)" ]
}

# publish PROJECT PROGRAM: native code, stripped of everything but the one file
publish() {
  dotnet publish "src/$1" -c Release -r linux-x64 -o "out/.$2" -p:RunAnalyzers=false --nologo -v quiet
  install -m 0755 "out/.$2/$2" "out/.$2.new"
  mv "out/.$2.new" "out/$2"
  rm -rf "out/.$2"
}

mkdir -p out
if is_current out/slipway-agent src/Slipway.Agent src/Slipway.Model; then
  echo "== out/slipway-agent is current"
else
  echo "== building the agent (static native code)"
  publish Slipway.Agent slipway-agent
fi
if is_current out/slipway src/Slipway.{Cli,Config,Engines,Execution,Linux,Model,Runner,Server,Workflows}; then
  echo "== out/slipway is current"
else
  echo "== building the command slipway (native code)"
  publish Slipway.Cli slipway
fi
echo "== done: out/slipway"
