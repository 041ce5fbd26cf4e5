namespace Slipway.Engines.Leases;

/// <summary>What one engine may use.</summary>
/// <param name="Cpus">Cores, may be a fraction.</param>
/// <param name="MemoryBytes">Bytes of memory, swap not counted.</param>
/// <param name="DiskBytes">Bytes of its root file system and data root together.</param>
/// <param name="Pids">Processes and threads.</param>
public sealed record EngineLimits(double Cpus, long MemoryBytes, long DiskBytes, int Pids)
{
    /// <summary>CircleCI's medium remote Docker: 2 CPUs, 7.5 GB, 150 GB of disk.</summary>
    public static EngineLimits Default { get; } = new(2, 7_680L << 20, 150L << 30, 16_384);
}
