using Slipway.Engines.Leases;
using Slipway.Execution.Images;
using Slipway.Execution.Limits;
using Slipway.Execution.Ownership;
using Slipway.Execution.State;
using Slipway.Linux.Addresses;
using Slipway.Model.Plans;

namespace Slipway.Execution.JobSpaces;

/// <summary>What a job needs of its space.</summary>
public sealed record JobSpaceRequest
{
    /// <summary>Hexadecimal, unique: names everything that the space makes.</summary>
    public required string Id { get; init; }

    public required string Run { get; init; }

    public required string Job { get; init; }

    /// <summary>The mark of the run's state folder.</summary>
    public required string State { get; init; }

    /// <summary>The first is the primary container; project variables in names are filled in. Empty: it is a machine.</summary>
    public IReadOnlyList<ImagePlan> Images { get; init; } = [];

    /// <summary>The machine that the space is, instead of containers; null: it is these.</summary>
    public EngineRequest? Machine { get; init; }

    public required JobLimits Limits { get; init; }

    /// <summary>Where it is noted what Docker is asked for.</summary>
    public required RequestedParts Requested { get; init; }

    /// <summary>What is left of a space that could not be opened goes on behind it.</summary>
    public required CleanUps CleanUps { get; init; }

    /// <summary>Lines for the containers' /etc/hosts, each <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    public required RegistryLogins Logins { get; init; }

    /// <summary>Gets lines for the job's log, from several threads.</summary>
    public required Action<string> Say { get; init; }

    /// <summary>Called once the job's network has its addresses, long before the containers run; never where it comes to none.</summary>
    public required Action<Ipv4Network> SubnetKnown { get; init; }
}
