using Slipway.Engines.Leases;
using Slipway.Execution.Daemons;
using Slipway.Model.Plans;

namespace Slipway.Execution.Limits;

/// <summary>What all containers of a job may use together, by resource class.</summary>
/// <param name="Cpus">Cores.</param>
/// <param name="MemoryBytes">Bytes of memory; there is no swap beside it.</param>
/// <param name="Processes">Processes and threads.</param>
public sealed record JobLimits(double Cpus, long MemoryBytes, int Processes = 16_384)
{
    private const long Gigabyte = 1L << 30;

    // The kernel counts whole microseconds in a tenth of a second, and gives a group no more than the one above it has.
    private const double LeastPart = 100_000;
    private const long NanosPerPart = 10_000;

    /// <summary>Cores as Docker counts them, rounded as the group above the containers is.</summary>
    public long NanoCpus => (long)(Cpus * LeastPart) * NanosPerPart;

    private static readonly Dictionary<string, JobLimits> Classes =
        DockerClass.All.ToDictionary(size => size.Name, size => new JobLimits(size.Cpus, size.Gigabytes * Gigabyte), StringComparer.OrdinalIgnoreCase);

    /// <summary>The limits of a class, no more than the machine has; a class that is not CircleCI's is the user's own and has the whole machine.</summary>
    public static JobLimits For(string? resourceClass, DaemonFacts machine)
    {
        var limits = Classes.GetValueOrDefault(Name(resourceClass), new JobLimits(machine.Cpus, machine.MemoryBytes));
        return new JobLimits(Math.Min(limits.Cpus, machine.Cpus), Math.Min(limits.MemoryBytes, machine.MemoryBytes));
    }

    /// <summary>The limits of the engine that goes with the class: the size of CircleCI's remote Docker machines, no more than the machine has.</summary>
    public static EngineLimits EngineFor(string? resourceClass, DaemonFacts machine)
    {
        var medium = EngineLimits.Default;
        var (cpus, memory) = Name(resourceClass) switch
        {
            "medium+" or "large" or "arm.large" => (4, 15 * Gigabyte),
            "xlarge" or "arm.xlarge" => (8, 32 * Gigabyte),
            "2xlarge" or "arm.2xlarge" => (16, 64 * Gigabyte),
            "2xlarge+" => (32, 64 * Gigabyte),
            _ => (medium.Cpus, medium.MemoryBytes),
        };
        return medium with { Cpus = Math.Min(cpus, machine.Cpus), MemoryBytes = Math.Min(memory, machine.MemoryBytes) };
    }

    /// <summary>The limits of a machine of the class, no more than this machine has; a class that is not CircleCI's has all of it.</summary>
    public static EngineLimits MachineFor(string? resourceClass, DaemonFacts machine)
    {
        var found = MachineClass.Find(resourceClass);
        return EngineLimits.Default with
        {
            Cpus = Math.Min(found?.Cpus ?? machine.Cpus, machine.Cpus),
            MemoryBytes = Math.Min((long)((found?.Gigabytes ?? long.MaxValue / Gigabyte) * Gigabyte), machine.MemoryBytes),
        };
    }

    /// <summary>Without the generation of the machine, which changes no size.</summary>
    private static string Name(string? resourceClass)
    {
        var name = resourceClass?.ToLowerInvariant() ?? "medium";
        return name[..^DockerClass.GenerationIn(name).Length];
    }
}
