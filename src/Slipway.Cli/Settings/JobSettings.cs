namespace Slipway.Cli.Settings;

/// <summary>What the machine and the project say about jobs and orbs, beside the config. Every member may be left out, so they have setters: generated readers give an init-only one null.</summary>
internal sealed record JobSettings
{
    /// <summary>The one value of <see cref="PublishedPorts"/>.</summary>
    public const string OnLocalhost = "localhost";

    /// <summary>Lines for the containers' /etc/hosts, each <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; set; } = [];

    /// <summary>Orbs taken from a local file or folder: by name as for <c>--orb</c>, the path, relative to the project's root.</summary>
    public IReadOnlyDictionary<string, string> Orbs { get; set; } = new Dictionary<string, string>();

    /// <summary>Networks such as <c>10.50.0.0/16</c>, of which each job gets a part; empty: those that are seldom used.</summary>
    public IReadOnlyList<string> Subnets { get; set; } = [];

    /// <summary><c>docker</c>: a job's network is always one of Docker's bridges; null: a link of Slipway's own where that can be.</summary>
    public string? Network { get; set; }

    /// <summary><c>localhost</c>: ports that containers of a job's engine publish answer on the job's localhost; null: engine and job are apart.</summary>
    public string? PublishedPorts { get; set; }

    /// <summary>What is kept of jobs; the machine's file alone may say so.</summary>
    public LimitSettings? Limits { get; set; }

    /// <summary>Both together; the other's lines come last, its other members win.</summary>
    public JobSettings With(JobSettings other) => new()
    {
        ExtraHosts = [.. ExtraHosts, .. other.ExtraHosts],
        Network = other.Network ?? Network,
        Limits = other.Limits ?? Limits,
        PublishedPorts = other.PublishedPorts ?? PublishedPorts,
        Subnets = other.Subnets.Count > 0 ? other.Subnets : Subnets,
        Orbs = Orbs.Concat(other.Orbs).GroupBy(orb => orb.Key).ToDictionary(group => group.Key, group => group.Last().Value),
    };
}
