#!/usr/bin/env bash
# Makes out/slipway_VERSION_amd64.deb: the command, the agent, the systemd unit, completion, and the names of what it depends on.
# usage: scripts/package.sh [--test]     --test: installs it in a container, uses it, purges it
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -nE 's|.*<VersionPrefix>(.*)</VersionPrefix>.*|\1|p' Directory.Build.props)
package=out/slipway_${version}_amd64.deb

# The newest version of the C library of which a symbol is used.
needed_libc() { grep -aoE 'GLIBC_2\.[0-9]+' out/slipway | sort -Vu | tail -n 1 | cut -d_ -f2; }

make_package() {
  local root
  root=$(mktemp -d)
  trap 'rm -rf "$root"' RETURN
  install -D -m 0755 -t "$root/usr/lib/slipway" out/slipway out/slipway-agent
  mkdir -p "$root/usr/bin" "$root/DEBIAN"
  ln -s ../lib/slipway/slipway "$root/usr/bin/slipway"
  install -D -m 0644 packaging/slipway.service "$root/usr/lib/systemd/system/slipway.service"
  install -D -m 0644 LICENSE "$root/usr/share/doc/slipway/copyright"
  install -D -m 0644 -t "$root/usr/share/doc/slipway" README.md CHANGELOG.md
  install -D -m 0644 <(out/slipway completion bash) "$root/usr/share/bash-completion/completions/slipway"
  install -D -m 0644 <(out/slipway completion zsh) "$root/usr/share/zsh/vendor-completions/_slipway"
  install -D -m 0644 <(out/slipway completion fish) "$root/usr/share/fish/vendor_completions.d/slipway.fish"
  install -m 0755 packaging/postinst packaging/prerm packaging/postrm "$root/DEBIAN"
  cat >"$root/DEBIAN/control" <<CONTROL
Package: slipway
Version: $version
Architecture: amd64
Maintainer: The Slipway project <slipway@example.com>
Installed-Size: $(du -sk "$root" | cut -f1)
Section: devel
Priority: optional
Depends: libc6 (>= $(needed_libc)), ca-certificates, git, iproute2, nftables, btrfs-progs, openssh-client, docker.io | docker-ce | moby-engine, runc | containerd.io
Recommends: mmdebstrap, debian-archive-keyring
Description: CircleCI configuration on your own machines
 Runs .circleci/config.yml, whole pipelines with caches, workspaces and artifacts,
 and gives each job that asks for one its own isolated Docker Engine.
CONTROL
  dpkg-deb --build --root-owner-group "$root" "$package" >/dev/null
  echo "== $package, $(du -k "$package" | cut -f1) KB"
}

test_package() {
  scripts/images.sh base:bookworm >/dev/null
  docker run --rm -i --network host -v "$PWD/out:/out:ro" slipway/base:bookworm bash -euo pipefail -s "$(basename "$package")" <<'INSIDE'
apt-get update -q >/dev/null
echo "== every dependency can be had"
apt-get install -s --no-install-recommends "/out/$1" | grep -c '^Inst' | sed 's/$/ packages/'
echo "== installing without them"
dpkg --force-depends -i "/out/$1" >/dev/null 2>&1
getent group slipway >/dev/null
slipway --version
printf 'version: 2.1\njobs:\n  build:\n    docker: [{image: "debian:bookworm"}]\n    steps: [checkout]\n' | slipway config validate -
[ -x /usr/lib/slipway/slipway-agent ]
bash -c 'source /usr/share/bash-completion/completions/slipway && complete -p slipway' >/dev/null
echo "== purging it"
dpkg -P slipway >/dev/null 2>&1
if getent group slipway; then exit 1; fi
left=$(find / -xdev -iname '*slipway*' -not -path '/proc/*' -not -path '/out/*' -not -path '/var/log/*' | head)
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
echo "== the package installs, works and goes"
INSIDE
}

[ -n "$version" ] || { echo "package: no VersionPrefix in Directory.Build.props" >&2; exit 1; }
scripts/build.sh
make_package
if [ "${1:-}" = --test ]; then test_package; fi
