#!/bin/sh
# Stands in an engine for systemctl and service, which need a system that was booted by systemd: starts, stops and restarts dockerd with what
# /etc/docker/daemon.json says by now. usage: systemctl COMMAND docker | service docker COMMAND

asked=/run/slipway-dockerd
pid=/var/run/docker.pid
socket=/var/run/docker.sock

case ${0##*/} in
  service) unit=$1 command=$2 ;;
  *)
    while [ "${1#-}" != "$1" ]; do shift; done
    command=$1 unit=$2
    ;;
esac
case $command in daemon-reload | enable | disable) exit 0 ;; esac
case $unit in
  docker | docker.service | docker.socket) ;;
  *)
    echo "${0##*/}: an engine has the service docker and no ${unit:-other}" >&2
    exit 5
    ;;
esac

running() { [ -s "$pid" ] && kill -0 "$(cat "$pid")" 2> /dev/null; }

stop() {
  echo stop > "$asked"
  running || return 0
  old=$(cat "$pid")
  kill -TERM "$old"
  while kill -0 "$old" 2> /dev/null; do sleep 0.05; done
}

start() {
  running && return 0
  echo start > "$asked"
  while [ -e "$asked" ]; do sleep 0.05; done
  while [ ! -e /run/slipway-dockerd-ended ]; do
    if [ -S "$socket" ] && docker -H "unix://$socket" version > /dev/null 2>&1; then
      return 0
    fi
    sleep 0.05
  done
  echo "${0##*/}: dockerd does not start with /etc/docker/daemon.json as it is now:" >&2
  tail -n 5 /var/log/dockerd.log >&2
  return 1
}

case $command in
  stop) stop ;;
  start) start ;;
  restart | try-restart | reload-or-restart | condrestart) stop && start ;;
  reload) running && kill -HUP "$(cat "$pid")" ;;
  is-active)
    if running; then echo active; else echo inactive && exit 3; fi
    ;;
  status)
    if running; then echo "docker: active (running), process $(cat "$pid")"; else echo "docker: inactive (dead)" && exit 3; fi
    ;;
  *)
    echo "${0##*/}: an engine has start, stop, restart, reload, status and is-active for docker, and no ${command:-other}" >&2
    exit 2
    ;;
esac
