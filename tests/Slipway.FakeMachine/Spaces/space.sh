# The inside of a fake container: this machine's programs, read-only, and folders of its own.
# usage: space.sh agent FILE | command PROGRAM [ARGUMENT…]
set -e
kind=$1
shift
mount -t tmpfs -o mode=755 space /mnt
if [ "$kind" = agent ]; then
  : >/mnt/slipway-agent
  mount --bind "$1" /mnt/slipway-agent
fi
# How often the kernel killed something for memory: a step that writes here and kills itself was killed for memory, as far as the agent can see.
mount -t tmpfs space /sys/fs/cgroup
echo oom_kill 0 >/sys/fs/cgroup/memory.events
mount -o remount,bind,ro /
mount -t tmpfs -o mode=700 space /root
mount -t tmpfs -o mode=755 space /home
mount -t tmpfs -o mode=1777 space /tmp
ip link set lo up
cd /
[ "$kind" = agent ] || exec "$@" 2>&1
set +e
# Not the first process: the kernel would not let a step kill it.
/mnt/slipway-agent serve
code=$?
if grep -q '^oom_kill [1-9]' /sys/fs/cgroup/memory.events; then exit 250; fi
exit $code
