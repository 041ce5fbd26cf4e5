namespace Slipway.Execution.Runs;

/// <summary>The project's variables and its contexts by name.</summary>
public sealed record VariableSets(
    IReadOnlyDictionary<string, string> Project,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Contexts)
{
    /// <summary>All values: what must not be seen of a run.</summary>
    public IEnumerable<string> Values => [.. Project.Values, .. Contexts.Values.SelectMany(context => context.Values)];
}
