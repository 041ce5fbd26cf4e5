using Slipway.Model.Assignments;

namespace Slipway.Cli.Settings;

/// <summary>What the machine's administrator says about jobs and orbs of all projects, beside their configs. Every member may be left out, so they have setters: generated readers give an init-only one null.</summary>
internal sealed record JobSettings
{
    /// <summary>The one value of <see cref="PublishedPorts"/>.</summary>
    public const string OnLocalhost = "localhost";

    /// <summary>Lines for the containers' /etc/hosts, each <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; set; } = [];

    /// <summary>Orbs taken from a local file or folder: by name as for <c>--orb</c>, the path, relative to the project's root.</summary>
    public IReadOnlyDictionary<string, string> Orbs { get; set; } = new Dictionary<string, string>();

    /// <summary>Hosts, such as <c>git.example.com</c>, from which configs may fetch orbs though they are not on the internet.</summary>
    public IReadOnlyList<string> OrbHosts { get; set; } = [];

    /// <summary>Networks such as <c>10.50.0.0/16</c>, of which each job gets a part; empty: those that are seldom used.</summary>
    public IReadOnlyList<string> Subnets { get; set; } = [];

    /// <summary>True: <see cref="Subnets"/> may be addresses of the internet, which this machine does not reach then while a job has them.</summary>
    public bool AllowPublicSubnets { get; set; }

    /// <summary><c>docker</c>: a job's network is always one of Docker's bridges; null: a link of Slipway's own where that can be.</summary>
    public string? Network { get; set; }

    /// <summary><c>localhost</c>: ports that containers of a job's engine publish answer on the job's localhost; null: engine and job are apart.</summary>
    public string? PublishedPorts { get; set; }

    /// <summary>What is kept of jobs.</summary>
    public LimitSettings? Limits { get; set; }

    /// <summary>What runs that are not trusted get all the same; null: nothing.</summary>
    public UntrustedGrants? Untrusted { get; set; }

    /// <summary>Both together; the project's lines come last, its other members win.</summary>
    public JobSettings With(ProjectSettings project) => this with
    {
        ExtraHosts = [.. ExtraHosts, .. project.ExtraHosts],
        PublishedPorts = project.PublishedPorts ?? PublishedPorts,
        Orbs = Orbs.Concat(project.Orbs).GroupBy(orb => orb.Key).ToDictionary(group => group.Key, group => group.Last().Value),
    };
}
