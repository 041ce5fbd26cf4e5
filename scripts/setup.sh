#!/usr/bin/env bash
# Installs what Slipway needs to be built, to run and to be tested, and sees to it that a Docker daemon answers.
# Asks nothing, says what it does, changes nothing that is there already; safe to run twice.
# Debian 12 or newer as root, Ubuntu 22.04 or newer with sudo.
set -euo pipefail

say() { printf '== %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 3; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@" || fail "needs root for: $*"; fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Packages that bring a program which other vendors package too (docker-ce, containerd.io) are left out when the program is there.
missing_packages() {
  local entry package program
  for entry in docker.io:dockerd runc:runc git:git jq:jq curl:curl clang:clang lld:ld.lld zstd:zstd busybox-static:busybox; do
    package=${entry%%:*} program=${entry##*:}
    PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || echo "$package"
  done
  for package in \
    btrfs-progs nftables iproute2 iptables openssh-client openssl ca-certificates procps \
    mmdebstrap debian-archive-keyring zlib1g-dev libzstd-dev libicu-dev tmux \
    libsqlite3-dev postgresql docker-registry apache2-utils; do
    is_installed "$package" || echo "$package"
  done
  has_dotnet || ! apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1 || echo dotnet-sdk-10.0
}

has_dotnet() { command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; }

install_packages() {
  local packages
  mapfile -t packages < <(missing_packages)
  if [ "${#packages[@]}" = 0 ]; then say "every package is there"; return; fi
  say "installing ${packages[*]}"
  local registry_is_new=false postgresql_is_new=false
  [[ " ${packages[*]} " != *" postgresql "* ]] || postgresql_is_new=true
  [[ " ${packages[*]} " != *" docker-registry "* ]] || registry_is_new=true
  as_root apt-get update -q -o Acquire::Retries=3 >/dev/null || say "apt-get update had errors; going on with what is known"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends -o Acquire::Retries=3 "${packages[@]}" >/dev/null </dev/null
  # The registry is test equipment, started by the tests when they need it; the package's own service is not wanted.
  if $postgresql_is_new && [ -d /run/systemd/system ]; then as_root systemctl disable --now postgresql >/dev/null 2>&1 || true; fi
  if $registry_is_new && [ -d /run/systemd/system ]; then as_root systemctl disable --now docker-registry >/dev/null 2>&1 || true; fi
}

check_dotnet() {
  has_dotnet && return
  fail "the .NET SDK 10 is missing: install it as https://dotnet.microsoft.com/download/dotnet/10.0 says for this system, then run this again"
}

docker_answers() { as_root curl -fsS --max-time 5 --unix-socket /var/run/docker.sock http://docker/_ping >/dev/null 2>&1; }

start_docker() {
  if docker_answers; then say "the Docker daemon answers"; return; fi
  if [ -d /run/systemd/system ]; then
    say "starting docker through systemd"
    as_root systemctl start docker
  else
    say "starting dockerd (no service manager here); its log is /var/log/dockerd.log"
    as_root rm -f /var/run/docker.pid
    as_root sh -c 'nohup setsid dockerd </dev/null >>/var/log/dockerd.log 2>&1 &'
  fi
  local attempt
  for attempt in $(seq 1 120); do
    if docker_answers; then say "the Docker daemon answers"; return; fi
    sleep 0.5
  done
  as_root tail -n 20 /var/log/dockerd.log >&2 || true
  fail "the Docker daemon does not answer after $((attempt / 2)) seconds"
}

command -v apt-get >/dev/null || fail "this script knows Debian and Ubuntu; on other systems install the packages that docs/install.md lists"
install_packages
check_dotnet
start_docker
say "set-up done"
