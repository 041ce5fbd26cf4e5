#!/usr/bin/env bash
# Makes the images that examples and tests run in, out of Debian packages, and leaves them in the local Docker. What is current is not made again.
# usage: scripts/images.sh [--list | --clean | NAME…]     (NAME such as base:bookworm; default: all)
set -euo pipefail
self=$(realpath "$0")
cd "$(dirname "$self")/images"

# In the order of their dependence: each FROM is above its user.
images=(base:bookworm base:trixie busybox:latest user:bookworm postgres:15 docker-cli:trixie python:trixie registry:2)
base_packages=bash,git,curl,ca-certificates,tar,gzip,zstd,openssh-client,jq,procps,iproute2,iputils-ping,netcat-openbsd
mirror=${SLIPWAY_DEBIAN_MIRROR:-http://deb.debian.org/debian}

say() { printf '== %s\n' "$*"; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
docker() { if [ -w /var/run/docker.sock ]; then command docker "$@"; else as_root docker "$@"; fi; }

folder_of() { echo "${1%%:*}"; }

# The recipe of an image: a digest of everything that it is made from, the recipe of its base among it.
recipe_of() {
  case $1 in
    base:*) echo "$1 $base_packages" ;;
    *) find "$(folder_of "$1")" -type f -print0 | sort -z | xargs -0 sha256sum; from_of "$1" | xargs -r -n1 "$self" --recipe ;;
  esac | sha256sum | cut -d' ' -f1
}

from_of() { sed -nE 's|^FROM slipway/([^ ]+).*|\1|p' "$(folder_of "$1")/Dockerfile"; }

is_current() {
  [ "$(docker image inspect -f '{{index .Config.Labels "slipway.recipe"}}' "slipway/$1" 2>/dev/null)" = "$2" ]
}

# The name servers of the containers are those of the machine; a Debian root file system made here must not carry its resolv.conf.
make_base() {
  local suite=${1#base:}
  as_root mmdebstrap --quiet --variant=minbase --include="$base_packages" \
    --aptopt='Acquire::Retries "3"' --aptopt='Acquire::Check-Valid-Until "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='rm -f "$1/etc/resolv.conf" "$1/etc/hostname"' \
    "$suite" - "$mirror" </dev/null |
    docker import --change 'CMD ["bash"]' --change "LABEL slipway.recipe=$2" - "slipway/$1" >/dev/null
}

make_image() {
  local recipe log
  recipe=$(recipe_of "$1")
  if is_current "$1" "$recipe"; then say "slipway/$1 is current"; return; fi
  say "making slipway/$1"
  case $1 in
    base:*) make_base "$1" "$recipe" ;;
    *)
      log=$(mktemp)
      docker build --network host --label "slipway.recipe=$recipe" -t "slipway/$1" "$(folder_of "$1")" >"$log" 2>&1 </dev/null ||
        { tail -n 30 "$log" >&2; rm -f "$log"; return 1; }
      rm -f "$log" ;;
  esac
}

# An image stands on its base: asking for one makes what it stands on.
make_with_bases() {
  local base
  case $1 in base:*) ;; *) for base in $(from_of "$1"); do make_with_bases "$base"; done ;; esac
  make_image "$1"
}


case ${1:-} in
  --list) printf 'slipway/%s\n' "${images[@]}" ;;
  --recipe) recipe_of "$2" ;;
  --clean) for image in "${images[@]}"; do docker image rm -f "slipway/$image" >/dev/null 2>&1 || true; done ;;
  -*) echo "usage: scripts/images.sh [--list | --clean | NAME…]" >&2; exit 2 ;;
  '') for image in "${images[@]}"; do make_image "$image"; done ;;
  *) for image in "$@"; do make_with_bases "$image"; done ;;
esac
