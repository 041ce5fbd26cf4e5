# Read by init.sh in a machine: starts the agent, which runs a job's steps, as the machine's user.

mkdir -p /run/lock "/run/user/$(id -u circleci)"
chmod 1777 /run/lock
chown circleci:circleci "/run/user/$(id -u circleci)"
ulimit -n 65536 2> /dev/null || ulimit -n "$(ulimit -H -n)"

# What a login has. The agent listens before anything of the job runs; its standard input never ends, for nobody writes to that pipe.
mkfifo -m 600 /run/slipway-hold
env -i \
  HOME=/home/circleci USER=circleci LOGNAME=circleci SHELL=/bin/bash \
  LANG=C.UTF-8 TZ=Etc/UTC DEBIAN_FRONTEND=noninteractive CIRCLECI_PKG_DIR=/opt/circleci \
  GIT_ASKPASS=echo SSH_ASKPASS=false \
  PATH=/home/circleci/bin:/home/circleci/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /.slipway/bin/slipway-agent exec-as "$(id -u circleci)" "$(id -g circleci)" "$(id -G circleci | tr ' ' ,)" \
  /.slipway/bin/slipway-agent slipway-agent serve slipway-agent <> /run/slipway-hold > /.slipway/agent.log 2>&1 &
