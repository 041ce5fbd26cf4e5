using static Slipway.Engines.Isolation.ProbeScript;

namespace Slipway.Engines.Isolation;

/// <summary>The attempts to get at engines: from the network of an engine's job, from another network, and from a neighbour's engine.</summary>
internal static class NetworkProbes
{
    /// <summary>From the network that may reach ENGINE and not OTHER; in ENGINE something listens on SERVICE_PORT.</summary>
    public static IReadOnlyList<IsolationProbe> FromJob { get; } =
    [
        new("own-engine", "a job reaches its engine's two ports", Connect + "connect $ENGINE 2376 && connect $ENGINE 22") { IsControl = true },
        new("own-engine-services", "a job reaches no other port of its engine", Connect + "connect $ENGINE $SERVICE_PORT"),
        new("own-engine-datagrams", "a job reaches its engine by nothing but TCP", Datagram + Ping + "datagram $ENGINE $SERVICE_PORT || ping $ENGINE"),
        new("others-engine", "a job reaches no other engine", Connect + "connect $OTHER 2376 || connect $OTHER 22"),
    ];

    /// <summary>From a network that may reach no engine.</summary>
    public static IReadOnlyList<IsolationProbe> FromElsewhere { get; } =
    [
        new("engine-from-elsewhere", "a network that is not permitted reaches no engine", Connect + "connect $ENGINE 2376 || connect $ENGINE 22 || connect $OTHER 2376 || connect $OTHER 22"),
    ];

    /// <summary>From the network whose engine was released.</summary>
    public static IReadOnlyList<IsolationProbe> AfterRelease { get; } =
    [
        new("released-engine", "an engine that was released answers no more", Connect + "connect $ENGINE 2376 || connect $ENGINE 22"),
    ];

    /// <summary>From inside ENGINE: what the probes of the job's network must not reach is there.</summary>
    public static IReadOnlyList<IsolationProbe> FromItself { get; } =
    [
        new("own-services", "an engine reaches its own services", Connect + "connect $ENGINE $SERVICE_PORT") { IsControl = true },
    ];

    /// <summary>Answers TCP and UDP at SERVICE_PORT for as long as the trial can take.</summary>
    public const string Serve = """perl -MSocket=:all -e 'alarm 1800; $p = $ENV{SERVICE_PORT}; socket(T, AF_INET, SOCK_STREAM, 0); setsockopt(T, SOL_SOCKET, SO_REUSEADDR, 1); bind(T, pack_sockaddr_in($p, INADDR_ANY)) or die; listen(T, 9); socket(U, AF_INET, SOCK_DGRAM, 0); bind(U, pack_sockaddr_in($p, INADDR_ANY)) or die; print "serving\n"; close(STDOUT); close(STDERR); if (fork) { while (accept(C, T)) { close(C) } } else { alarm 1800; while ($a = recv(U, $b, 99, 0)) { send(U, $b, 0, $a) } }' </dev/null & sleep 1""";

    /// <summary>Says for six seconds that OTHER's address is here, and listens to the line: 0 when a packet for it came.</summary>
    public const string TakeAddress = """
        perl -MSocket=:all -e '
          ($link, $ip) = @ARGV; open(M, "/sys/class/net/$link/address"); ($mac = <M>) =~ s/[:\s]//g; $mac = pack("H*", $mac);
          open(I, "/sys/class/net/$link/ifindex"); $i = 0 + <I>; $a = inet_aton($ip);
          socket(S, 17, 3, unpack("S", pack("n", 3))) or exit 1; bind(S, pack("S n i S C C a8", 17, 3, $i, 0, 0, 0, "")) or exit 1;
          $arp = ("\xff" x 6) . $mac . pack("n n n C C n", 0x0806, 1, 0x0800, 6, 4, 2) . $mac . $a . ("\xff" x 6) . $a;
          $until = time + 6;
          while (time < $until) {
            send(S, $arp, 0); $r = ""; vec($r, fileno(S), 1) = 1;
            while (select($n = $r, undef, undef, 0.1) > 0) { recv(S, $b, 2000, 0); exit 0 if unpack("x12 n", $b) == 0x0800 && substr($b, 30, 4) eq $a }
          }
          exit 1' $LINK $OTHER
        """;

    /// <summary>Makes twice as many neighbours, on a bridge of its own, as a machine that was left as it is has room for; <see cref="DropNeighbours"/> ends them.</summary>
    public const string FillNeighbours = """
        ip link add slw-fill type bridge; ip link set slw-fill up; ip address add 10.213.0.1/16 dev slw-fill
        perl -e 'printf "neighbour replace 10.213.%d.%d lladdr 02:00:00:00:00:01 dev slw-fill nud reachable\n", 1 + $_ / 250, 1 + $_ % 250 for 1 .. 2000' | ip -force -batch -

        """;

    public const string DropNeighbours = "ip link delete slw-fill";

    /// <summary>Tells the other end of LINK, by ARP and by IPv6's way to ask for GATEWAY and GATEWAY6, that invented neighbours are here: see <see cref="HostNeighbours"/>.</summary>
    public const string ForgeNeighbours = """
        perl -MSocket=:all -e '
          ($link, $gateway, $gateway6) = @ARGV; open(I, "/sys/class/net/$link/ifindex"); $i = 0 + <I>;
          socket(S, 17, 3, unpack("S", pack("n", 3))) or exit 1; bind(S, pack("S n S i S C C a8", 17, 3, $i, 0, 0, 0, "")) or exit 1;
          sub sum { $s = 0; $s += $_ for unpack("n*", $_[0]); $s = ($s & 0xffff) + ($s >> 16) while $s >> 16; ~$s & 0xffff }
          for $n (1 .. 20) {
            $mac = pack("C6", 2, 0, 0, 0, 0, $n); $ip = inet_aton("203.0.113.$n");
            for $kind (1, 2) { send(S, ("\xff" x 6) . $mac . pack("n n n C C n", 0x0806, 1, 0x0800, 6, 4, $kind) . $mac . $ip . $mac . inet_aton($gateway), 0) }
            next if !$gateway6; $from = inet_pton(AF_INET6, "fe80::bad:$n"); $to = inet_pton(AF_INET6, "ff02::1");
            $ask = pack("C2 n N", 135, 0, 0, 0) . inet_pton(AF_INET6, $gateway6) . pack("C2", 1, 1) . $mac;
            substr($ask, 2, 2) = pack("n", sum($from . $to . pack("N2", length($ask), 58) . $ask));
            send(S, pack("C6", 0x33, 0x33, 0, 0, 0, 1) . $mac . pack("n", 0x86dd) . pack("N n C2", 0x60000000, length($ask), 58, 255) . $from . $to . $ask, 0);
          }' $LINK $GATEWAY $GATEWAY6
        """;

    /// <summary>Tells HOST, as a router would, that PEER has nothing at PEER_PORT for what came from HOST_PORT.</summary>
    public const string ForgeMessage = """
        perl -MSocket=:all -e '
          ($host, $port, $peer, $to) = @ARGV; socket(S, AF_INET, SOCK_RAW, 1) or exit 1;
          sub sum { $s = 0; $s += $_ for unpack("n*", $_[0]); $s = ($s & 0xffff) + ($s >> 16) while $s >> 16; ~$s & 0xffff }
          $ip = pack("C2 n3 C2 n a4 a4", 0x45, 0, 33, 1, 0, 64, 17, 0, inet_aton($host), inet_aton($peer)); substr($ip, 10, 2) = pack("n", sum($ip));
          $m = pack("C2 n N", 3, 3, 0, 0) . $ip . pack("n4", $port, $to, 13, 0); substr($m, 2, 2) = pack("n", sum($m));
          exit(send(S, $m, 0, pack_sockaddr_in(0, inet_aton($host))) ? 0 : 1)' $HOST $HOST_PORT $PEER $PEER_PORT
        """;

    /// <summary>Sends a datagram to an address and port that are allowed, as if it came from OTHER; 0 when the answer came here.</summary>
    public const string BorrowAddress = """
        perl -MSocket=:all -e '
          ($from, $to, $port) = @ARGV; socket(S, AF_INET, SOCK_RAW, 255) or exit 1;
          $udp = pack("n4 a9", 40000, $port, 17, 0, "borrowed!"); $h = pack("C2 n3 C2 n a4 a4", 0x45, 0, 37, 7, 0, 64, 17, 0, inet_aton($from), inet_aton($to));
          exit(send(S, $h . $udp, 0, pack_sockaddr_in(0, inet_aton($to))) ? 0 : 1)' $FROM $TO $TO_PORT
        """;
}
