#!/usr/bin/env bash
# Shows, in a real terminal (tmux), a first run that makes an engine image, and two interrupts: what tests/Slipway.Scenarios.Tests/Terminals cannot, for it needs engines.
# usage: sudo scripts/live-terminal.sh   (an instance and a state folder of its own, which it removes; packages come from the Debian mirror)
#
# | screen                | must show                                                                                              |
# |-----------------------|--------------------------------------------------------------------------------------------------------|
# | the image is made     | the notice that it is made, each part of it, and one frame with the job below them                     |
# | the image is there    | all these notices still, in the scrollback too, and the engine's version in the step's log             |
# | one interrupt         | "Canceling; once more to end at once." above one frame, or above the end                               |
# | two interrupts        | "Ending at once." as well, no frame, and the prompt                                                    |
set -euo pipefail
cd "$(dirname "$0")/.."
slipway=$PWD/out/slipway
place=$(mktemp -d /var/tmp/slipway-live-XXXXXX)
export SLIPWAY_INSTANCE=live-$$ SLIPWAY_STATE=$place/state SLIPWAY_RUN=/run/slipway-live-$$ LC_ALL=C.UTF-8 PROMPT_COMMAND="PS1='at the prompt> '"
tmux=(tmux -L "slipway-live-$$")

finish() {
  "${tmux[@]}" kill-server 2>/dev/null || true
  "$slipway" runs reap >/dev/null 2>&1 || true
  umount "$place/state/storage" 2>/dev/null || true
  rm -rf "$place" "$SLIPWAY_RUN"
}
trap finish EXIT

# wait_for TEXT: returns as soon as the scrollback has it.
wait_for() {
  for _ in $(seq 3000); do
    if "${tmux[@]}" capture-pane -p -S - | grep -qF -- "$1"; then return; fi
    sleep 0.1
  done
  "${tmux[@]}" capture-pane -p -S -
  echo "live-terminal: «$1» did not come" >&2
  exit 1
}

show() { printf '\n== %s\n' "$1"; "${tmux[@]}" capture-pane -p -S - | sed -e '/./,$!d'; }
type_line() { "${tmux[@]}" send-keys -l "$1"; "${tmux[@]}" send-keys Enter; }

mkdir -p "$place/project/.circleci"
cat >"$place/project/.circleci/config.yml" <<'CONFIG'
version: 2.1
jobs:
  job:
    docker: [{image: slipway/base:bookworm}]
    steps:
      - setup_remote_docker
      - run: {name: wait, command: "echo begun; sleep 600"}
workflows: {main: {jobs: [job]}}
CONFIG

(cd "$place/project" && "${tmux[@]}" -f /dev/null new-session -d -x 100 -y 30 "bash --norc --noprofile")
wait_for "at the prompt>"
type_line "clear; $slipway run; echo ended with \$?"
wait_for "is being made"
wait_for "(2 of 6)"
show "the image is made"
wait_for "begun"
show "the image is there"
"${tmux[@]}" send-keys C-c
wait_for "Canceling"
show "one interrupt"
"${tmux[@]}" send-keys C-c
wait_for "ended with 130"
show "two interrupts"
