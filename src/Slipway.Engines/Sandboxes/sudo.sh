#!/bin/sh
# Stands in an engine for sudo: who is there is root already. Options that say how are taken and mean nothing more.
while [ $# -gt 0 ]; do
  case $1 in
    -u | -g | -h | -p | -C | -T | -r | -t | -U | -D | -R) shift 2 ;;
    -i | -s)
      shift
      [ $# -gt 0 ] || exec "${SHELL:-/bin/sh}"
      ;;
    --) shift && break ;;
    -v | -k | -K | -l) exit 0 ;;
    -*) shift ;;
    [A-Za-z_]*=*) export "$1" && shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || exit 1
exec "$@"
