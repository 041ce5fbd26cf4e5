using Docker.DotNet.Models;
using Slipway.Execution.Images;
using Slipway.Execution.Limits;
using Slipway.Execution.State;
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

    /// <summary>The first is the primary container; project variables in names are filled in.</summary>
    public required IReadOnlyList<ImagePlan> Images { get; init; }

    public required JobLimits Limits { get; init; }

    /// <summary>Where it is noted what Docker is asked for.</summary>
    public required RequestedParts Requested { get; init; }

    /// <summary>Lines for the containers' /etc/hosts, each <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>The registry login of an image, from what the config has for it or without; null for none.</summary>
    public required Func<ImageReference, RegistryAuth?, AuthConfig?> Login { get; init; }
}
