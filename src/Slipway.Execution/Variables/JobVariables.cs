namespace Slipway.Execution.Variables;

/// <summary>A job's environment in the order of precedence: project, contexts, built-in, job, step; a later one wins.</summary>
/// <remarks>https://circleci.com/docs/guides/security/env-vars/#order-of-precedence.</remarks>
public sealed class JobVariables(
    IReadOnlyDictionary<string, string> project,
    IReadOnlyList<IReadOnlyDictionary<string, string>> contexts,
    IReadOnlyDictionary<string, string> builtIn,
    IReadOnlyDictionary<string, string> job)
{
    private readonly Dictionary<string, string> _builtIn = new(builtIn);
    private readonly Lock _lock = new();

    /// <summary>What cache key templates may see: everything but the variables of jobs and steps.</summary>
    public IReadOnlyDictionary<string, string> Exported => Merge([project, .. contexts, BuiltIn()]);

    /// <summary>What <c>$VAR</c> in image names and logins may see.</summary>
    public IReadOnlyDictionary<string, string> Secrets => Merge([project, .. contexts]);

    /// <summary>Adds a built-in variable for all later steps.</summary>
    public void Export(string name, string value)
    {
        lock (_lock)
        {
            _builtIn[name] = value;
        }
    }

    /// <summary>The environment of one step.</summary>
    public IReadOnlyDictionary<string, string?> ForStep(IReadOnlyDictionary<string, string> step) =>
        Merge([project, .. contexts, BuiltIn(), job, step]).ToDictionary(pair => pair.Key, string? (pair) => pair.Value);

    private Dictionary<string, string> BuiltIn()
    {
        lock (_lock)
        {
            return new Dictionary<string, string>(_builtIn);
        }
    }

    private static Dictionary<string, string> Merge(IEnumerable<IReadOnlyDictionary<string, string>> layers)
    {
        var merged = new Dictionary<string, string>();
        foreach (var (name, value) in layers.SelectMany(layer => layer))
        {
            merged[name] = value;
        }

        return merged;
    }
}
