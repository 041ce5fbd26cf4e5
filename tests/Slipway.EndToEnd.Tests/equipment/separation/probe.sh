# Run in the primary container of a job that has an engine. Prints a line "cell FROM|TO|HOW|open" or "…|closed" for each attempt.
# HOST and HOST_PORT: where the host answers. OTHER: another job's engine. TALK_PORT: where the test waits to look from the host.
set -u
here=$PWD
engine=${DOCKER_HOST#tcp://}; engine=${engine%:*}
me=$(hostname -I | cut -d' ' -f1)
db=$(getent ahostsv4 db | head -1 | cut -d' ' -f1)

tries=()
attempt() { local name=$1; shift; if "$@" > /dev/null 2>&1; then echo "cell $name|open"; else echo "cell $name|closed"; fi; }
cell() { attempt "$@" & tries+=($!); [ ${#tries[@]} -lt 8 ] || settle; }
settle() { wait "${tries[@]}"; tries=(); }
reach() { "$here/reach" "$@"; }
from() { docker exec "$1" /reach "${@:2}"; }

# The same few programs for every container of the engine.
mkdir image && cp reach image/reach
tar -C / -ch usr/bin/perl usr/bin/sh usr/bin/ls usr/bin/getent etc/nsswitch.conf usr/lib/x86_64-linux-gnu/perl-base \
  $(ldd /usr/bin/perl /usr/bin/sh /usr/bin/ls /usr/bin/getent | grep -o '/[^ :]*\.so[^ ]*' | sort -u | sed 's/^.//') \
  $(ls /lib/x86_64-linux-gnu/libnss_dns.so.2 /lib/x86_64-linux-gnu/libnss_files.so.2 2> /dev/null | sed 's/^.//') | tar -C image -x
tar -C image -c . | docker import --change 'ENTRYPOINT []' - tools > /dev/null
docker network create inner > /dev/null
docker run -d --name web --network inner -p 8080:8080 -p 8080:8080/udp tools /reach serve 8080 > /dev/null
docker run -d --name client --network inner tools /reach serve 7070 > /dev/null
docker run -d --name wide --network host --privileged tools /reach serve 8090 > /dev/null
web=$(docker inspect -f '{{.NetworkSettings.Networks.inner.IPAddress}}' web)
ssh remote-docker 'for f in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 0 > $f; done; ip address add fd77::2/64 dev eth0 nodad; touch /tmp/of-the-engine'
"$here/reach" serve 9000 & serving=$!
sleep 1

# What is to be reached is there.
cell "engine's container|engine's container|TCP by name (control)" from client tcp web 8080
cell "engine's container|engine's container|UDP by name (control)" from client udp web 8080
cell "engine's container|engine's container|ICMP (control)" from client icmp "$web"
cell "engine's container|engine's container|published port (control)" from wide tcp "$engine" 8080
cell "engine's container|engine's container|IPv6 (control)" from wide tcp fd77::2 8090
cell "job|job|TCP (control)" reach tcp "$me" 9000
cell "job|job|UDP (control)" reach udp "$me" 9000
cell "job|job's service|TCP by name (control)" reach tcp db 9000
cell "job|its engine|API, TCP 2376 (control)" docker version
cell "job|its engine|SSH, TCP 22 (control)" ssh remote-docker true
cell "job|host|TCP (control)" reach tcp "$HOST" "$HOST_PORT"
cell "job|host|UDP (control)" reach udp "$HOST" "$HOST_PORT"

cell "job|engine's container|TCP" reach tcp "$web" 8080
cell "job|engine's container|UDP" reach udp "$web" 8080
cell "job|engine's container|ICMP" reach icmp "$web"
cell "job|engine's container|IPv6" reach tcp fd77::2 8090
cell "job|engine's container|DNS name" getent hosts web
cell "job|engine's container|published port, TCP" reach tcp "$engine" 8080
cell "job|engine's container|published port, UDP" reach udp "$engine" 8080
cell "job|engine's container|--network host" reach tcp "$engine" 8090
cell "job|its engine|ICMP" reach icmp "$engine"

for place in "job $me" "job's service $db"; do
  name=${place% *} address=${place##* }
  cell "engine's container|$name|TCP" from client tcp "$address" 9000
  cell "engine's container|$name|TCP, --network host" from wide tcp "$address" 9000
  cell "engine's container|$name|UDP" from wide udp "$address" 9000
  cell "engine's container|$name|ICMP" from wide icmp "$address"
done
cell "engine's container|job's service|DNS name" docker exec client /usr/bin/getent hosts db
cell "engine's container|job|DNS name" docker exec client /usr/bin/getent hosts "$(hostname)"

gateway=$(ssh remote-docker ip route show default | cut -d' ' -f3)
for address in "$HOST" "$gateway"; do
  cell "engine's container|host|TCP" from client tcp "$address" "$HOST_PORT"
  cell "engine's container|host|TCP, --network host" from wide tcp "$address" "$HOST_PORT"
  cell "engine's container|host|UDP" from wide udp "$address" "$HOST_PORT"
  cell "engine's container|host|ICMP" from wide icmp "$address"
done
for address in $HOST6; do cell "engine's container|host|IPv6" from wide tcp "$address" "$HOST_PORT"; done
cell "engine's container|host|DNS name" docker exec client /usr/bin/getent hosts host.docker.internal

for port in 2376 22; do
  cell "engine's container|another job's engine|TCP" from client connect "$OTHER" $port
  cell "engine's container|another job's engine|TCP, --network host" from wide connect "$OTHER" $port
  cell "job|another job's engine|TCP" reach connect "$OTHER" $port
done
cell "engine's container|another job's engine|ICMP" from wide icmp "$OTHER"
cell "job|another job's engine|ICMP" reach icmp "$OTHER"
cell "job|another job's engine|own certificate" docker --host "tcp://$OTHER:2376" version

touch /tmp/of-the-job
seen=$(docker run --rm -v /tmp:/x tools /usr/bin/ls /x)
for owner in engine job host; do
  kind=; [ $owner != engine ] || kind=" (control)"
  attempt "engine's container|$owner|bind mount of /tmp$kind" grep -q "of-the-$owner" <<< "$seen"
done

settle

# The test looks from the host, and says what it saw.
exec 3<> "/dev/tcp/$HOST/$TALK_PORT"
echo "$engine" >&3
cat <&3
kill $serving
exit 0
