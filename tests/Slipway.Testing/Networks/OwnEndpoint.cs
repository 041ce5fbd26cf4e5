using System.Net;

namespace Slipway.Testing.Networks;

/// <summary>
/// Places to listen at that nobody else listens at: each has a loopback address of its own. A free port that is looked for is another test's by the time it is used.
/// </summary>
public static class OwnEndpoint
{
    private const int Port = 8123;
    private const int AddressesPerProcess = 254;
    private const int Processes = 1 << 14;
    private static int s_last;

    /// <summary>127.64.0.0/10 has one address for each process and call.</summary>
    public static IPEndPoint Next()
    {
        var number = Interlocked.Increment(ref s_last) - 1;
        var process = Environment.ProcessId % Processes;
        return new IPEndPoint(new IPAddress([127, (byte)(64 + (process >> 8)), (byte)process, (byte)(1 + (number % AddressesPerProcess))]), Port + (number / AddressesPerProcess));
    }
}
