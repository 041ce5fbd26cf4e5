#!/usr/bin/env bash
# Runs inside the machine that scripts/vm-test.sh boots: one line "VMTEST result what|seconds" for each thing that was tried.
# Goes on after the reboot where it stopped: /root/stage says how far it came.
set -uo pipefail
cd /root
export DEBIAN_FRONTEND=noninteractive
stage=$(cat stage 2>/dev/null || echo 1)
stages=$(cat stages)

# try WHAT COMMAND…: what it printed is shown when it failed
try() {
  local what=$1 started=$SECONDS log
  shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then
    echo "VMTEST ok $what|$((SECONDS - started))"
  else
    echo "VMTEST FAILED $what|$((SECONDS - started))"
    tail -n 60 "$log" | sed 's/^/    /'
  fi
  rm -f "$log"
}

is_unified() { [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] && [ "$(ps -p 1 -o comm=)" = systemd ]; }

install_package() { dpkg --force-depends -i slipway.deb && systemctl enable --now slipway && systemctl is-active slipway; }

load_images() { docker load -i images.tar && docker import --change 'CMD ["bash"]' engine.tar slipway-vm/engine:1; }

make_engine_image() { slipway engine image build --from slipway-vm/engine:1; }

make_project() {
  mkdir -p project/.circleci && cd project || return 1
  cat >.circleci/config.yml <<'YAML'
version: 2.1
jobs:
  build:
    docker: [{image: "slipway/docker-cli:trixie"}]
    steps:
      - setup_remote_docker: {docker_layer_caching: true}
      - run: |
          docker version
          printf 'FROM scratch\nCOPY f /f\n' >Dockerfile; date >f
          DOCKER_BUILDKIT=0 docker build -t vm-test .
YAML
  git init -q . && git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm first
}

run_pipeline() { cd /root/project && slipway run; }

isolation() {
  slipway doctor --isolation --json >/root/isolation.json
  local status=$?
  jq -c '.' /root/isolation.json | head -c 60000
  return $status
}

is_active() { systemctl is-active slipway; }

restart_docker() { systemctl restart docker && systemctl restart slipway && sleep 2 && is_active; }

upgrade() { dpkg --force-depends -i slipway.deb && is_active; }

with_ufw() { ufw --force enable && run_pipeline; local status=$?; ufw --force disable; return $status; }

with_firewalld() { systemctl start firewalld && run_pipeline; local status=$?; systemctl stop firewalld; return $status; }

purge() {
  systemctl stop slipway; dpkg -P slipway || return 1
  ! ls -d /var/lib/slipway /run/slipway* /etc/slipway 2>/dev/null || return 1
  ! nft list tables | grep slipway || return 1
  ! grep slipway /proc/mounts
}

first() {
  try "systemd is the first process, control groups are version 2 alone" is_unified
  try "the package installs and its service starts" install_package
  try "Docker answers" docker version
  try "images are loaded" load_images
  try "an engine image is made from an OCI image" make_engine_image
  try "doctor" slipway doctor
  try "a project is made" make_project
  try "a pipeline with an engine" run_pipeline
  try "the same pipeline again, from the pool" run_pipeline
  try "doctor --isolation: every probe holds" isolation
  [ "$stages" = all ] || return 0
  try "the service restarts" systemctl restart slipway
  try "a pipeline after it" run_pipeline
  try "Docker and the service restart" restart_docker
  try "a pipeline after it" run_pipeline
  echo 2 >stage
  sync
  systemctl reboot
  exit 0
}

second() {
  try "after a reboot the service is active" is_active
  try "a pipeline after the reboot" run_pipeline
  try "the package is installed over itself" upgrade
  try "a pipeline after the upgrade" run_pipeline
  try "a pipeline beside ufw" with_ufw
  try "a pipeline beside firewalld" with_firewalld
  try "a purge leaves nothing" purge
}

if [ "$stage" = 1 ]; then first; else second; fi
echo "VMTEST done"
systemctl poweroff
