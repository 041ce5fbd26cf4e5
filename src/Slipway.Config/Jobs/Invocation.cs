using Slipway.Config.Definitions;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;
using Slipway.Model.Plans;

namespace Slipway.Config.Jobs;

/// <summary>One entry of a workflow's <c>jobs</c> as written: the job's name and the keys below it.</summary>
internal sealed record Invocation(YamlScalar Name, YamlMapping Body)
{
    /// <summary>Keys that are not arguments of the job.</summary>
    public static IReadOnlySet<string> Keys { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "requires", "context", "filters", "name", "type", "matrix", "pre-steps", "post-steps", "serial-group", "override-with",
    };

    /// <summary>With those values of a matrix that are keys of the job in the workflow, such as its name.</summary>
    public Invocation With(IReadOnlyDictionary<string, YamlNode> matrix)
    {
        var given = matrix.Where(value => Keys.Contains(value.Key) && Body[value.Key] is null).Select(value => new YamlEntry(YamlScalar.TextAt(value.Value, value.Key), value.Value)).ToList();
        return given.Count == 0 ? this : this with { Body = new YamlMapping(Body, [.. Body.Entries, .. given]) };
    }

    public IReadOnlyList<YamlEntry> Arguments => [.. Body.Entries.Where(entry => !Keys.Contains(entry.Key.Text))];
}

/// <summary>One job that an invocation makes, before names and requirements of the workflow are settled.</summary>
internal sealed class InvokedJob(Invocation invocation, Scope scope, JobPlan plan)
{
    public Invocation Invocation { get; } = invocation;

    /// <summary>The scope of the workflow, with the values of the matrix.</summary>
    public Scope Scope { get; } = scope;

    public JobPlan Plan { get; set; } = plan;

    /// <summary>The name before numbers are put to those that are there twice.</summary>
    public required string WantedName { get; init; }

    public required bool HasOwnName { get; init; }

    /// <summary>What <c>requires</c> can call all jobs of a matrix; null without a matrix.</summary>
    public string? Alias { get; init; }

    /// <summary>The job group around it; null outside of one.</summary>
    public InvokedGroup? Group { get; init; }

    public SourceSpan Span => Invocation.Name.Span;
}

/// <summary>A job group that a workflow invokes: its jobs lie between <see cref="Entry"/> and <see cref="Exit"/>.</summary>
internal sealed class InvokedGroup(JobGroup definition, string name)
{
    public JobGroup Definition { get; } = definition;

    public string Name { get; } = name;

    public string Entry => $"{Name}/group-start";

    public string Exit => $"{Name}/group-end";

    public string Unlock => $"{Name}/group-unlock";

    public bool HasOwnName { get; init; }
}
