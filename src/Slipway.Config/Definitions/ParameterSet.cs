namespace Slipway.Config.Definitions;

/// <summary>The parameters of one command, job, executor or of the pipeline, in the order of the file.</summary>
internal sealed class ParameterSet
{
    private readonly Dictionary<string, ParameterDeclaration> _byName;

    public ParameterSet(IReadOnlyList<ParameterDeclaration> all, bool isIncomplete = false)
    {
        All = all;
        IsIncomplete = isIncomplete;
        _byName = all.ToDictionary(declaration => declaration.Name, StringComparer.Ordinal);
    }

    public static ParameterSet Empty { get; } = new([]);

    public IReadOnlyList<ParameterDeclaration> All { get; }

    /// <summary>True when a declaration was wrong: then names that are not here may be meant to be.</summary>
    public bool IsIncomplete { get; }

    public IEnumerable<string> Names => _byName.Keys;

    public ParameterDeclaration? Find(string name) => _byName.GetValueOrDefault(name);
}
