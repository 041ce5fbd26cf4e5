using Slipway.Linux.Failures;
using Slipway.Model.Texts;

namespace Slipway.Engines.Leases;

/// <summary>What one engine may use.</summary>
/// <param name="Cpus">Cores, may be a fraction.</param>
/// <param name="MemoryBytes">Bytes of memory, swap not counted.</param>
/// <param name="DiskBytes">Bytes of its root file system and data root together.</param>
/// <param name="Pids">Processes and threads.</param>
public sealed record EngineLimits(double Cpus, long MemoryBytes, long DiskBytes, int Pids)
{
    public const double LeastCpus = 0.1;

    /// <summary>More than any machine has.</summary>
    public const double MostCpus = 4096;

    /// <summary>With less the kernel kills the dockerd on its way up.</summary>
    public const long LeastMemoryBytes = 128L << 20;

    /// <summary>With less the dockerd cannot lay out its data root.</summary>
    public const long LeastDiskBytes = 64L << 20;

    /// <summary>Refuses what the kernel would take as no limit at all.</summary>
    /// <exception cref="InfrastructureException">Names the limit.</exception>
    public void Check()
    {
        if (!(Cpus > 0 && Cpus <= MostCpus) || MemoryBytes <= 0 || DiskBytes <= 0 || Pids <= 0)
        {
            throw new InfrastructureException($"An engine's limits must be more than 0, and at most {MostCpus} processors: these are {Cpus} processors, {ByteText.Of(MemoryBytes)} of memory, {ByteText.Of(DiskBytes)} of disk and {CountText.Of(Pids, "process", "processes")}.");
        }
    }

    /// <summary>CircleCI's medium remote Docker: 2 CPUs, 7.5 GB, 150 GB of disk.</summary>
    public static EngineLimits Default { get; } = new(2, 7_680L << 20, 150L << 30, 16_384);
}
