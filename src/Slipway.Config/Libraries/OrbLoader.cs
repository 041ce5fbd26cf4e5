using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Orbs;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Libraries;

/// <summary>Fills in the orbs of a library: those written in place at once, the others from the <see cref="IOrbSource"/>, all at the same time.</summary>
internal sealed class OrbLoader(CompileSession session, CancellationToken cancellationToken)
{
    private const int MaxDepth = 10;
    private const int MaxOrbs = 200;

    private readonly Dictionary<string, Task<OrbLookup>> _lookups = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>What each reference became, in the order in which they were met.</summary>
    public List<ResolvedOrb> Resolved { get; } = [];

    public Task LoadAsync(YamlMapping root, Library library) => LoadAsync(root["orbs"], library, []);

    private async Task LoadAsync(YamlNode? section, Library library, IReadOnlyList<string> chain)
    {
        if (!library.HasReuse || Shape.OptionalMap(session, section, "'orbs'") is not { } map)
        {
            return;
        }

        var wanted = new List<(YamlScalar Key, YamlScalar Reference)>();
        foreach (var (key, value) in map.Entries)
        {
            await ReadEntryAsync(key, value, library, chain, wanted);
        }

        foreach (var (key, reference) in wanted)
        {
            var lookup = await Start(reference.Text, key.Text);
            library.Orbs[key.Text] = new OrbBinding(key, await ReadFoundAsync(key, reference, lookup, chain));
        }
    }

    private async Task ReadEntryAsync(YamlScalar key, YamlNode value, Library library, IReadOnlyList<string> chain, List<(YamlScalar Key, YamlScalar Reference)> wanted)
    {
        if (value is YamlMapping { Entries.Count: 0 } or YamlScalar { Kind: ScalarKind.Null })
        {
            session.Diagnostics.Report(OrbDiagnostics.EmptyOrb, key.Span, key.Text);
            library.Orbs[key.Text] = new OrbBinding(key, null);
            return;
        }

        if (value is YamlMapping inline)
        {
            library.Orbs[key.Text] = new OrbBinding(key, await ReadLibraryAsync(key.Text, inline, library.IsPublished, chain)) { IsInline = true };
            return;
        }

        var evaluated = session.Interpolator.Evaluate(value, new Scope(library));
        library.Orbs[key.Text] = new OrbBinding(key, null);
        if (evaluated is YamlScalar reference && OrbReferenceShape.IsGood(reference.Text))
        {
            _ = Start(reference.Text, key.Text);
            wanted.Add((key, reference));
        }
        else if (evaluated is not YamlUnknown)
        {
            var text = evaluated is YamlScalar scalar ? scalar.Text : evaluated.Describe();
            session.Diagnostics.Report(OrbDiagnostics.BadReference, value.Span, text, OrbReference.Parse(text).Problem ?? "it has other characters than names and versions have");
        }
    }

    private Task<OrbLookup> Start(string reference, string localName)
    {
        if (!_lookups.TryGetValue(reference, out var lookup))
        {
            _lookups[reference] = lookup = session.Options.Orbs.FindAsync(reference, localName, cancellationToken);
        }

        return lookup;
    }

    private async Task<Library?> ReadFoundAsync(YamlScalar key, YamlScalar reference, OrbLookup lookup, IReadOnlyList<string> chain)
    {
        switch (lookup)
        {
            case OrbLookup.NotFound missing:
                session.Diagnostics.ReportWithHint(OrbDiagnostics.NotFound, reference.Span, missing.Hint, reference.Text, missing.Reason);
                return null;
            case OrbLookup.Unreachable unreachable:
                session.Diagnostics.ReportWithHint(OrbDiagnostics.Unreachable, reference.Span, unreachable.Hint, reference.Text, unreachable.Reason);
                return null;
            case OrbLookup.Found found:
                return await ReadTextAsync(key, reference, found, chain);
            default:
                throw new InvalidOperationException($"No such lookup: {lookup.GetType().Name}");
        }
    }

    private async Task<Library?> ReadTextAsync(YamlScalar key, YamlScalar reference, OrbLookup.Found found, IReadOnlyList<string> chain)
    {
        if (chain.Contains(found.Resolved))
        {
            session.Diagnostics.Report(OrbDiagnostics.OrbCycle, reference.Span, found.Resolved, string.Join(" → ", chain.Append(found.Resolved)));
            return null;
        }

        if (!Resolved.Exists(orb => orb.Reference == reference.Text))
        {
            Resolved.Add(new ResolvedOrb(reference.Text, found.Resolved));
        }

        session.Diagnostics.AddFileOfOthers(found.File);
        var document = ConfigText.Decode(found.File, found.Content, session.Diagnostics);
        if (document is null)
        {
            return null;
        }

        session.Sources.Add(document);
        return YamlReader.Read(document, session.Diagnostics) is { } root && Shape.Map(session, root, $"the orb '{found.Resolved}'") is { } map
            ? await ReadLibraryAsync(key.Text, map, isPublished: true, [.. chain, found.Resolved])
            : null;
    }

    private async Task<Library?> ReadLibraryAsync(string name, YamlMapping map, bool isPublished, IReadOnlyList<string> chain)
    {
        if (chain.Count > MaxDepth || ++_count > MaxOrbs)
        {
            session.Diagnostics.Report(chain.Count > MaxDepth ? OrbDiagnostics.TooDeep : OrbDiagnostics.TooManyOrbs, map.Span, chain.Count > MaxDepth ? MaxDepth : MaxOrbs);
            return null;
        }

        if (map.Find("workflows") is { } workflows)
        {
            session.Diagnostics.Report(OrbDiagnostics.WorkflowsInOrb, workflows.Key.Span);
        }

        var library = new Library(name, hasReuse: true) { IsPublished = isPublished };
        await LoadAsync(map["orbs"], library, chain.Count == 0 ? [name] : chain);
        new LibraryReader(session).Read(map, library);
        return library;
    }
}
