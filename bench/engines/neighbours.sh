#!/usr/bin/env bash
# usage: neighbours.sh [ROUNDS]   (root) How much slower an engine's build becomes while its neighbour misbehaves, as ratios to the same build alone; one table.
# Both engines have one core, 1 GB of memory, 2 GB of disk.
set -euo pipefail
rounds=${1:-3}
slipway=${SLIPWAY:-slipway}
export SLIPWAY_INSTANCE=slipway-bench-n
bad= good= trouble=
cleanup() {
  [ -z "$trouble" ] || kill "$trouble" 2> /dev/null || true
  for id in $bad $good; do "$slipway" engine rm "$id" > /dev/null 2>&1 || true; done
}
trap cleanup EXIT

now() { date +%s%3N; }
median() { sort -n | awk '{v[NR]=$1} END{print v[int((NR+1)/2)]}'; }
inside() { "$slipway" engine exec "$1" -- sh -c "$2"; }
build() {
  inside "$good" "printf 'FROM work\nRUN [\"/usr/bin/sh\", \"-c\", \"i=0; while [ \$i -lt 300000 ]; do i=\$((i+1)); done; while [ \$i -gt 299000 ]; do echo \$i > /f\$i; i=\$((i-1)); done\"]\n' | docker build --no-cache -q - > /dev/null"
}
measure() { local start; start=$(now); build; echo $(($(now) - start)); }

good=$("$slipway" engine create --cpus 1 --memory 1G --disk 2G)
inside "$good" "cd / && tar -ch usr/bin/sh \$(ldd /usr/bin/sh | grep -o '/[^ :]*\.so[^ ]*' | sed 's/^.//' | sort -u) | docker import - work > /dev/null"
build

declare -A what=(
  [cpu]='while :; do (while :; do :; done) & [ $(jobs -p | wc -l) -lt 8 ] || wait; done'
  [forks]='while :; do perl -e "while (defined(fork)) {} sleep 2" 2> /dev/null; done'
  [memory]="while :; do perl -e '\$m = q(x) x (3 << 30)' 2> /dev/null; done"
  [disk]='while :; do dd if=/dev/zero of=/var/lib/docker/fill bs=1M count=4000 2> /dev/null; rm -f /var/lib/docker/fill; done'
  [connections]="perl -MSocket -e 'while (1) { socket(S, AF_INET, SOCK_DGRAM, 0); send(S, q(x), 0, pack_sockaddr_in(1 + rand 65000, inet_aton(q(203.0.113.) . int rand 255))) }'"
)
row() { awk -v n="$1" -v v="$2" -v b="$3" 'BEGIN{printf "%-34s %7d ms   %5.2f x alone\n", n, v, v/b}'; }

alone=$(for ((i = 0; i < rounds; i++)); do measure; done | median)
row "alone" "$alone" "$alone"
for kind in cpu forks memory disk connections; do
  bad=$("$slipway" engine create --cpus 1 --memory 1G --disk 2G)
  inside "$bad" "${what[$kind]}" > /dev/null 2>&1 & trouble=$!
  sleep 1
  took=$(for ((i = 0; i < rounds; i++)); do measure; done | median)
  if kill "$trouble" 2> /dev/null; then row "beside: $kind" "$took" "$alone"; else echo "beside: $kind: it ended before the build did"; fi
  wait "$trouble" 2> /dev/null || true
  trouble=
  "$slipway" engine rm "$bad"
  bad=
done
echo "the host's table of connections: $(cat /proc/sys/net/netfilter/nf_conntrack_count) of $(cat /proc/sys/net/netfilter/nf_conntrack_max)"
