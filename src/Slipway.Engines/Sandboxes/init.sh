#!/bin/sh
# Runs under PID 1 of an engine's sandbox: waits for the host, then starts containerd, dockerd and sshd, and ends with either daemon.

mount --make-rshared /
# Interpreters of other machines' programs stay known while this is mounted, and to this engine alone; kernels before 6.7 refuse it.
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc 2> /dev/null
# A layer cache comes with the networks of the engine that left it: dockerd would take them apart rule by rule before it makes its own.
[ ! -d /var/lib/docker/network ] || rm -rf /var/lib/docker/network

# The host writes to this pipe when the network and the control groups are the engine's.
read -r _ < /.slipway/go

if [ -d /proc/sys/net/ipv6 ]; then
  echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
  echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
fi

if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  # Version 2 allows children with controllers only under a group without processes of its own.
  mkdir -p /sys/fs/cgroup/init
  while read -r process; do
    echo "$process" > /sys/fs/cgroup/init/cgroup.procs
  done < /sys/fs/cgroup/cgroup.procs
  sed -e 's/ / +/g' -e 's/^/+/' < /sys/fs/cgroup/cgroup.controllers > /sys/fs/cgroup/cgroup.subtree_control
fi

# dockerd polls for a containerd that is not there yet about once a second; started first, it is there in time.
# dockerd would go on without it, and start no container any more.
(
  containerd --config /.slipway/containerd.toml > /var/log/containerd.log 2>&1 &
  daemon=$!
  trap 'kill -TERM "$daemon"' TERM
  while kill -0 "$daemon" 2> /dev/null; do
    wait "$daemon"
  done
  kill -TERM $$
) &
containerd=$!

. /.slipway/dockerd.env
start_dockerd() {
  dockerd --config-file /etc/docker/daemon.json --containerd /run/containerd/containerd.sock \
    --host unix:///var/run/docker.sock --host tcp://0.0.0.0:2376 \
    --tlsverify --tlscacert /.slipway/ca.pem --tlscert /.slipway/server-cert.pem --tlskey /.slipway/server-key.pem \
    >> /var/log/dockerd.log 2>&1 &
  dockerd=$!
}
start_dockerd

if command -v sshd > /dev/null; then
  mkdir -p /run/sshd
  "$(command -v sshd)" -f /.slipway/sshd_config
fi

# A machine has a job's steps beside the engine.
[ ! -f /.slipway/machine.sh ] || . /.slipway/machine.sh

# By ssh somebody may stop dockerd and start it with other settings. From then on the engine lives without it too: who changed the settings may mend them.
asked=/run/slipway-dockerd
ended=/run/slipway-dockerd-ended
by_hand=
ending=
trap 'ending=yes; kill -TERM "$dockerd" 2> /dev/null' TERM
while :; do
  while kill -0 "$dockerd" 2> /dev/null; do
    wait "$dockerd"
  done
  [ -z "$ending" ] && { [ -e "$asked" ] || [ -n "$by_hand" ]; } || break
  by_hand=yes
  : > "$ended"
  until [ "$(cat "$asked" 2> /dev/null)" = start ] || [ -n "$ending" ]; do sleep 0.05; done
  [ -z "$ending" ] || break
  rm -f "$ended"
  start_dockerd
  rm -f "$asked"
done
trap '' TERM
kill -TERM "$containerd"
wait "$containerd"
