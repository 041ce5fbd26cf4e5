#!/usr/bin/env bash
# Writes docs/cli.md from what the program itself says about its commands.
set -euo pipefail
cd "$(dirname "$0")/.."
slipway=${SLIPWAY_PROGRAM:-out/slipway}

# commands PATH…: every command below, one a line
commands() {
  local name
  "$slipway" "$@" --help | sed -n '/^Commands:/,/^$/p' | sed -nE 's/^  ([a-z-]+).*/\1/p' | while read -r name; do
    echo "$* $name"
    # shellcheck disable=SC2086
    commands $* "$name"
  done
}

{
  cat <<'HEAD'
# The command line

Written by `scripts/cli-page.sh` from what the program says itself.

Exit codes: 0 passed, 1 a job failed, 2 the config or the command line is invalid, 3 our infrastructure failed, 4 on hold: an approval was not given, 130 interrupted.
`NO_COLOR` turns colours off. Every command has `--help`.

HEAD
  commands | sed 's/^ *//' | while read -r path; do
    printf '## slipway %s\n\n```text\n' "$path"
    # shellcheck disable=SC2086
    "$slipway" $path --help | sed -e 's/[[:space:]]*$//' | cat -s
    printf '```\n\n'
  done
} | sed -e '$ d' >docs/cli.md
echo "== docs/cli.md, $(grep -c '^## ' docs/cli.md) commands"
