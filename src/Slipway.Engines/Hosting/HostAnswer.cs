using Slipway.Engines.Leases;

namespace Slipway.Engines.Hosting;

/// <summary>What the daemon answers: any number of lines with <see cref="Progress"/>, then one without. Lists may be left out, so they have setters: generated readers give an init-only one null.</summary>
public sealed record HostAnswer
{
    /// <summary>Something takes long: a line for the user.</summary>
    public string? Progress { get; init; }

    /// <summary>The request failed: why, and the way out.</summary>
    public string? Error { get; init; }

    /// <summary>The engine that was leased, or all there are.</summary>
    public IReadOnlyList<EngineRecord> Engines { get; set; } = [];

    /// <summary>The ids of the engines that were left to themselves.</summary>
    public IReadOnlyList<string> Left { get; set; } = [];

    /// <summary>The ids of the engines that were released or reaped.</summary>
    public IReadOnlyList<string> Ended { get; set; } = [];
}
