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
  # In a shell of its own: some change the folder.
  if ( "$@" ) >"$log" 2>&1 </dev/null; then
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

make_engine_image() { slipway image build --from slipway-vm/engine:1; }

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

# says TEXT COMMAND…: the command's output has the text; how it ends does not matter
says() { local text=$1; shift; local said; said=$("$@" 2>&1); printf '%s\n' "$said"; grep -qF -- "$text" <<<"$said"; }

# silent TEXT COMMAND…: the command's output has not the text
silent() { local text=$1; shift; local said; said=$("$@" 2>&1); printf '%s\n' "$said"; ! grep -qF -- "$text" <<<"$said"; }

# project_of NAME <CONFIG: a project in /root/NAME, with this config committed
project_of() {
  mkdir -p "/root/$1/.circleci" && cd "/root/$1" && cat >.circleci/config.yml && git init -q . && git add -A &&
    git -c user.name=t -c user.email=t@example.invalid commit -qm first
}

# V2: simple quotas came with kernel 6.7; before, the engine says that its disk has no limit.
disk_limit_is_told() {
  local id said
  said=$(slipway engine create --disk 1G 2>&1) || { echo "$said"; return 1; }
  echo "$said"
  id=$(tail -n 1 <<<"$said")
  slipway engine rm "$id"
  if [ "$(printf '6.7\n%s\n' "$(uname -r)" | sort -V | head -n 1)" = 6.7 ]; then ! grep -qi 'disk' <<<"$said"; else grep -qi 'disk' <<<"$said"; fi
}

# V3: the restart is not the job's fault.
docker_restarts_under_a_job() {
  project_of restarted <<'YAML'
version: 2.1
jobs:
  build:
    docker: [{image: "slipway/busybox:latest"}]
    steps: [{run: "echo begun; sleep 3000"}]
YAML
  local run status second
  slipway run >/root/restarted.log 2>&1 & run=$!
  for second in $(seq 300); do ! grep -q begun /root/restarted.log || break; sleep 1; done
  systemctl restart docker
  wait $run; status=$?
  cat /root/restarted.log
  echo "exit code $status"
  [ $status = 3 ]
}

# V4: a storage of which this kernel knows not every feature, as one with simple quotas is for an older kernel.
storage_of_a_newer_kernel() {
  local file=/var/lib/slipway/storage.btrfs status=0
  systemctl stop slipway; umount /var/lib/slipway/storage 2>/dev/null
  cp --sparse=always $file /root/kept.btrfs || return 1
  python3 /root/newer-feature.py $file || return 1
  says 'slipway' slipway doctor || status=1
  slipway engine create >/root/newer.log 2>&1 && status=1
  cat /root/newer.log
  grep -q 'newer' /root/newer.log || status=1
  systemctl start slipway; sleep 20
  journalctl -u slipway -n 20 --no-pager
  [ "$(journalctl -u slipway --since '-20 s' --no-pager | grep -c 'newer')" -le 2 ] || status=1
  systemctl stop slipway
  mv /root/kept.btrfs $file
  systemctl start slipway
  return $status
}

# V5: what is there, though nothing has mounted it yet.
doctor_sees_an_unmounted_storage() {
  systemctl stop slipway; slipway engine reap >/dev/null 2>&1
  umount /var/lib/slipway/storage || return 1
  local said
  said=$(slipway doctor 2>&1); echo "$said"
  systemctl start slipway
  ! grep -q 'will be made' <<<"$said" && ! grep -qE 'engine images +none' <<<"$said"
}

# V6
doctor_as_a_member_of_the_group() {
  id member >/dev/null 2>&1 || useradd -m -G slipway member
  local said
  said=$(runuser -u member -- slipway doctor 2>&1); echo "$said"
  grep -qE '^ok +root' <<<"$said"
}

# V7
keep_a_failed_job() {
  project_of kept <<'YAML'
version: 2.1
jobs:
  build:
    docker: [{image: "slipway/busybox:latest"}]
    steps: [{run: "false"}]
YAML
  slipway run --keep on-failure
  says inside slipway shell last build -- echo inside
}
kept_job_after_the_reboot() {
  cd /root/kept && says 'slipway runs reap' slipway shell last build -- echo inside && silent 'is not running' slipway shell last build -- echo inside
}

# V8: nobody has complained of engines that do not answer, on this slowest of machines.
pool_keeps_its_engines() { journalctl -u slipway --no-pager | tail -n 40; ! journalctl -u slipway --no-pager | grep -qF 'of the pool does not answer'; }

# V9: BuildKit asks at its start whether 32-bit programs run, by one; docs/troubleshooting.md says what the kernel's log has of it.
only_the_check_is_killed() {
  local id
  id=$(slipway engine create) || return 1
  slipway engine logs "$id" >/root/engine.log; slipway engine rm "$id"
  tail -n 20 /root/engine.log
  journalctl -k --no-pager | grep -E 'type=1326' | tail -n 5
  ! grep -q SIGSYS /root/engine.log && ! journalctl -k --no-pager | grep -E 'type=1326.*sig=31' | grep -v 'comm="check"' | grep .
}

# V10
limits_with_cgroupfs() {
  project_of limited <<'YAML'
version: 2.1
jobs:
  build:
    docker: [{image: "slipway/docker-cli:trixie"}]
    resource_class: small
    steps: [{run: "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max; ! grep -q max /sys/fs/cgroup/memory.max"}]
YAML
  mkdir -p /etc/docker; echo '{"exec-opts": ["native.cgroupdriver=cgroupfs"]}' >/etc/docker/daemon.json
  systemctl restart docker
  local status
  docker info 2>/dev/null | grep -i cgroup
  slipway run; status=$?
  rm /etc/docker/daemon.json; systemctl restart docker
  return $status
}

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

# V1: with an engine by hand that lives, and the host that keeps a pool.
purge() {
  slipway engine create || return 1
  slipway engine ls
  dpkg -P slipway || return 1
  ! ls -d /var/lib/slipway /run/slipway* /etc/slipway 2>/dev/null || return 1
  ! nft list tables | grep slipway || return 1
  ! grep slipway /proc/mounts || return 1
  ! losetup -a | grep slipway || return 1
  ! find /sys/fs/cgroup -type d -name '*slipway*' | grep -v 'system.slice/slipway.service' | grep . || return 1
  ! ip -o link | grep -E ': slw|: slipway' || return 1
  ! pgrep -ax dockerd | grep -v '/usr/sbin/dockerd'
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
  [ "$stages" = rows ] || {
    try "the same pipeline again, from the pool" run_pipeline
    try "doctor --isolation: every probe holds" isolation
  }
  [ "$stages" != isolation ] || return 0
  try "V2: an engine whose disk has no limit says so" disk_limit_is_told
  try "V5: doctor sees a storage that is not mounted" doctor_sees_an_unmounted_storage
  try "V6: doctor is content as a member of the group" doctor_as_a_member_of_the_group
  try "V9: a call that is killed at an engine's start is the check for 32-bit programs" only_the_check_is_killed
  try "V10: a container sees its limit with the cgroupfs driver" limits_with_cgroupfs
  try "V4: a storage of a newer kernel is told once" storage_of_a_newer_kernel
  try "V3: a restart of Docker is no failure of the job" docker_restarts_under_a_job
  try "a failed job is kept" keep_a_failed_job
  [ "$stages" = rows ] || {
    try "the service restarts" systemctl restart slipway
    try "a pipeline after it" run_pipeline
    try "Docker and the service restart" restart_docker
    try "a pipeline after it" run_pipeline
  }
  echo 2 >stage
  sync
  systemctl reboot
  exit 0
}

second() {
  try "after a reboot the service is active" is_active
  try "V7: a shell into a kept job after a reboot" kept_job_after_the_reboot
  try "a pipeline after the reboot" run_pipeline
  try "V8: no engine of the pool was given up" pool_keeps_its_engines
  [ "$stages" = rows ] || {
    try "the package is installed over itself" upgrade
    try "a pipeline after the upgrade" run_pipeline
    try "a pipeline beside ufw" with_ufw
    try "a pipeline beside firewalld" with_firewalld
  }
  try "V1: a purge ends every engine and leaves nothing" purge
}

if [ "$stage" = 1 ]; then first; else second; fi
echo "VMTEST done"
systemctl poweroff
