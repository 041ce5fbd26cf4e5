#!/usr/bin/env bash
# Tries Slipway in a machine of its own with systemd and control groups v2: makes a Debian image from packages, boots it in QEMU, installs the
# package in it, and prints a table of what held. By hand or before a release: it takes half an hour where there is no KVM.
# usage: scripts/vm-test.sh [--suite SUITE] [--isolation-only | --rows-only] [--built] [--keep]
#        --suite           the Debian release inside; default trixie
#        --isolation-only  package, doctor, one pipeline and the isolation probes; without restarts, reboot, firewalls and purge
#        --rows-only       what people met on such machines (V1 to V10), with one reboot; without the isolation probes, firewalls and upgrade
#        --built           take out/slipway_*.deb as it is
#        --keep            leave out/vm behind, with the disk and the serial console's log
set -euo pipefail
cd "$(dirname "$0")/.."

suite=trixie stages=all built=false keep=false
while [ $# != 0 ]; do
  case $1 in
    --suite) suite=${2:?--suite needs a Debian release}; shift ;;
    --isolation-only) stages=isolation ;;
    --rows-only) stages=rows ;;
    --built) built=true ;;
    --keep) keep=true ;;
    *) sed -n '2,10s/^# //p' "$0"; exit 2 ;;
  esac
  shift
done

work=$PWD/out/vm
mirror=${SLIPWAY_DEBIAN_MIRROR:-http://deb.debian.org/debian}
limit=${SLIPWAY_VM_TIMEOUT:-5400}
packages=systemd-sysv,dbus,udev,kmod,linux-image-amd64,docker.io,docker-cli,containerd,runc,git,curl,ca-certificates,iproute2,iptables,nftables,btrfs-progs,openssh-client,procps,jq,ufw,firewalld,python3-minimal
engine_packages=ca-certificates,iproute2,iptables,nftables,docker.io,docker-cli,containerd,runc,tini,curl,openssh-server,procps,kmod,python3-minimal

say() { printf '== %s\n' "$*"; }
fail() { printf 'vm-test: %s\n' "$*" >&2; exit 3; }

need_tools() {
  local missing=()
  command -v qemu-system-x86_64 >/dev/null || missing+=(qemu-system-x86)
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
  [ ${#missing[@]} = 0 ] || { say "installing ${missing[*]}"; DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null </dev/null; }
}

# debian SUITE PACKAGES TARGET: a root file system, as a tar or a folder
debian() {
  mmdebstrap --quiet --variant=minbase --include="$2" --aptopt='Acquire::Retries "3"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$1" "$3" "$mirror" </dev/null
}

make_parts() {
  mkdir -p "$work"
  say "making the package and the images"
  $built || scripts/package.sh >/dev/null
  scripts/images.sh docker-cli:trixie busybox:latest >/dev/null
  docker save slipway/docker-cli:trixie slipway/busybox:latest -o "$work/images.tar"
  [ -s "$work/engine.tar" ] || debian "$suite" "$engine_packages" "$work/engine.tar"
}

make_disk() {
  local root=$work/root
  say "making a disk with Debian $suite"
  rm -rf "$root"
  debian "$suite" "$packages" "$root"
  install -m 0755 scripts/vm/inside.sh "$root/root/inside.sh"
  install -m 0755 scripts/vm/newer-feature.py "$root/root/newer-feature.py"
  install -m 0644 scripts/vm/vm-test.service "$root/etc/systemd/system/vm-test.service"
  install -m 0644 out/slipway_*_amd64.deb "$root/root/slipway.deb"
  install -m 0644 "$work/images.tar" "$work/engine.tar" "$root/root/"
  cp -r examples "$root/root/examples"
  echo "$stages" >"$root/root/stages"
  echo slipway-vm >"$root/etc/hostname"
  printf '127.0.0.1 localhost slipway-vm\n' >"$root/etc/hosts"
  printf '[Match]\nName=en* eth*\n[Network]\nDHCP=yes\n' >"$root/etc/systemd/network/80-dhcp.network"
  echo 'nameserver 10.0.2.3' >"$root/etc/resolv.conf"
  chroot "$root" systemctl --quiet enable vm-test.service systemd-networkd.service
  chroot "$root" systemctl --quiet disable ufw.service firewalld.service
  cp "$root"/boot/vmlinuz-* "$work/vmlinuz"
  cp "$root"/boot/initrd.img-* "$work/initrd"
  rm -f "$work/disk.raw"
  truncate -s 16G "$work/disk.raw"
  mke2fs -q -t ext4 -d "$root" "$work/disk.raw"
  rm -rf "$root"
}

# start ACCELERATOR: starts the machine; its process id is left in $machine
machine=
start() {
  say "booting it with $1; the console is in out/vm/console.log"
  : >"$work/console.log"
  timeout "$limit" qemu-system-x86_64 -accel "$1" -cpu max -machine q35 -smp 2 -m 6144 -display none -monitor none -serial "file:$work/console.log" \
    -kernel "$work/vmlinuz" -initrd "$work/initrd" -append "root=/dev/vda rw console=ttyS0 systemd.unified_cgroup_hierarchy=1 systemd.show_status=0" \
    -drive "file=$work/disk.raw,format=raw,if=virtio,cache=unsafe" -nic user,model=virtio-net-pci </dev/null >"$work/qemu.log" 2>&1 &
  machine=$!
}

stop() { if [ -n "$machine" ]; then kill "$machine" 2>/dev/null || true; wait "$machine" 2>/dev/null || true; machine=; fi; }

# Some machines offer KVM on which no guest gets as far as its first line.
kvm_works() {
  [ -w /dev/kvm ] || return 1
  start kvm
  local second
  for second in $(seq 30); do
    [ ! -s "$work/console.log" ] || return 0
    kill -0 "$machine" 2>/dev/null || break
    sleep 1
  done
  say "no guest starts on this machine's KVM within $second s"
  stop
  return 1
}

boot() {
  trap stop EXIT
  kvm_works || start tcg,thread=multi
  wait "$machine" || say "the machine ended after $limit seconds, or by an error: see out/vm/qemu.log"
}

# Lines such as "VMTEST ok doctor 12 s" from the serial console.
table() {
  printf '\n| what | result | seconds |\n|---|---|---|\n'
  sed -nE 's/\r$//; s/^VMTEST (ok|FAILED|skipped) ([^|]*)\|([0-9]*)$/| \2 | \1 | \3 |/p' "$work/console.log"
  grep -q '^VMTEST done' "$work/console.log" || { echo; echo "the machine did not come to its end: see out/vm/console.log"; return 1; }
  ! grep -q '^VMTEST FAILED' "$work/console.log"
}

[ "$(id -u)" = 0 ] || fail "needs root to make the disk"
need_tools
make_parts
make_disk
rm -f "$work/console.log"
boot
status=0
table || status=1
if ! $keep && [ $status = 0 ]; then rm -rf "$work"; fi
exit $status
