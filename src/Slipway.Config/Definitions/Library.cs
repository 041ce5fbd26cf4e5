using Slipway.Config.Yaml;

namespace Slipway.Config.Definitions;

/// <summary>The elements of one scope: of the config itself or of one orb.</summary>
/// <param name="orbName">The local name of the orb; null for the config.</param>
/// <param name="hasReuse">False for configs of version 2, which know neither references nor commands.</param>
internal sealed class Library(string? orbName, bool hasReuse)
{
    private readonly Dictionary<string, Element> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Element> _executors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Element> _jobs = new(StringComparer.Ordinal);

    public string? OrbName { get; } = orbName;

    public bool HasReuse { get; } = hasReuse;

    /// <summary>Orbs are made apart from any pipeline and cannot see its values.</summary>
    public bool SeesPipeline => OrbName is null;

    /// <summary>An orb from somewhere else, or one written in such an orb.</summary>
    public bool IsPublished { get; init; }

    public Dictionary<string, OrbBinding> Orbs { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, JobGroup> JobGroups { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Element> Elements(ElementKind kind) => kind switch
    {
        ElementKind.Command => _commands,
        ElementKind.Executor => _executors,
        _ => _jobs,
    };

    public IEnumerable<Element> AllElements => _executors.Values.Concat(_commands.Values).Concat(_jobs.Values);
}

/// <summary>A local name of an orb. <see cref="Library"/> is null when the orb could not be had: then whatever is asked of it is let pass.</summary>
internal sealed class OrbBinding(YamlScalar key, Library? library)
{
    public YamlScalar Key { get; } = key;

    public Library? Library { get; } = library;

    /// <summary>Written in place, so that it is the user's own to check.</summary>
    public bool IsInline { get; init; }

    public bool IsUsed { get; set; }
}

/// <summary>A named list of jobs that runs as one.</summary>
internal sealed class JobGroup(YamlScalar key, YamlSequence jobs)
{
    public YamlScalar Key { get; } = key;

    public YamlSequence Jobs { get; } = jobs;

    public bool IsUsed { get; set; }
}
