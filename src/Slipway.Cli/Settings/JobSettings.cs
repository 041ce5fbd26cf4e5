namespace Slipway.Cli.Settings;

/// <summary>What the machine and the project say about job containers, beside the config. Every member may be left out.</summary>
internal sealed record JobSettings
{
    /// <summary>Lines for the containers' /etc/hosts, each <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Both together; the other's lines come last.</summary>
    public JobSettings With(JobSettings other) => new() { ExtraHosts = [.. ExtraHosts, .. other.ExtraHosts] };
}
