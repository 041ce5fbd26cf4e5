namespace Slipway.Linux.Networks;

/// <summary>What the host must be told before packets of our links pass through it; it stays so, since who else needs it is not known.</summary>
public static class HostForwarding
{
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void Open()
    {
        File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
        NeighbourLimit.Lift();
        Masquerade.Reserve();
    }
}
