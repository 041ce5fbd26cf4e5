using System.Globalization;
using System.Net;
using Slipway.Linux.Addresses;
using Slipway.Linux.Networks;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Isolation;

/// <summary>What is to outlive an engine: a process frozen in a control group whose name is no text, and the connection that it holds.</summary>
/// <param name="Group">What the path of the engine's control groups holds.</param>
internal sealed record LeftBehind(string Group, IPAddress Address)
{
    /// <summary>Connects to TO at TO_PORT, and freezes what did in a new group below the first of PLACES that there is; says <c>left</c>.</summary>
    public const string Leave = """
        perl -MSocket=:all -e '
          ($to, $port, @groups) = @ARGV; pipe(R, W);
          if (!($p = fork)) {
            close(R); socket(S, AF_INET, SOCK_STREAM, 0); connect(S, pack_sockaddr_in($port, inet_aton($to))) or exit 1; syswrite(W, "x");
            close($_) for W, STDIN, STDOUT, STDERR; sleep 600; exit
          }
          close(W); sysread(R, $b, 1) or exit 1;
          ($g) = grep { -e "$_/cgroup.procs" } @groups or exit 1; $g .= "/" . chr(255); mkdir($g);
          sub put { open(F, ">", "$g/$_[0]") or return 0; print F $_[1]; close(F) }
          put("cgroup.procs", $p) && (put("freezer.state", "FROZEN") || put("cgroup.freeze", 1)) or exit 1; print "left\n"' $TO $TO_PORT $PLACES
        """;

    /// <summary>Where an engine has its control groups that freeze, with version 1 and with version 2.</summary>
    public const string Groups = "/sys/fs/cgroup/freezer /sys/fs/cgroup";

    public bool HasConnection => HostConnections.Has(Ipv4Network.Of(Address));

    public bool HasProcess => Directory.EnumerateDirectories("/proc").Any(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && IsIn(process));

    private bool IsIn(int process)
    {
        try
        {
            return HostProcess.IsIn(process, Group) && OwnerProcess.Of(process).IsAlive;
        }
        catch (IOException)
        {
            // It has just ended. One that nobody has collected yet has ended too.
            return false;
        }
    }
}
