using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Packing;

/// <summary>
/// Makes one YAML text of a tree of files: names of folders and files are keys, files whose names begin with <c>@</c> and files at the
/// root join the map they lie in (https://circleci.com/docs/how-to-use-the-circleci-local-cli/#packing-a-configuration).
/// </summary>
public static class TreePacker
{
    /// <summary>Folders of an orb's source that hold its elements; others, such as <c>scripts</c> and <c>tests</c>, are for includes.</summary>
    private static readonly string[] OrbFolders = ["commands", "examples", "executors", "jobs", "orbs"];

    /// <param name="files">The whole tree in any order, also what is only included.</param>
    /// <param name="kind">What the tree holds.</param>
    /// <param name="root">The tree's name before each path in diagnostics; may be empty.</param>
    public static PackResult Pack(IReadOnlyList<TreeFile> files, TreeKind kind, string root)
    {
        var diagnostics = new DiagnosticSink();
        var sources = new List<SourceDocument>();
        var packed = new PackedMap();
        foreach (var file in files.Where(file => Belongs(file.Path, kind)).OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            AddFile(file, packed, root, diagnostics, sources);
        }

        if (packed.IsEmpty && !diagnostics.HasErrors)
        {
            var start = new SourcePosition(1, 1);
            diagnostics.Report(PackingDiagnostics.NothingToPack, new SourceSpan(root, start, start));
        }

        var byPath = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var yaml = PackedYamlWriter.Write(packed, new IncludeInliner(byPath, diagnostics));
        if (yaml is null)
        {
            var start = new SourcePosition(1, 1);
            diagnostics.Report(PackingDiagnostics.TooLarge, new SourceSpan(root, start, start));
        }

        return new PackResult(diagnostics.HasErrors ? null : yaml, diagnostics.ToSortedList(), sources);
    }

    /// <summary>Packs one file: includes inlined, aliases written out.</summary>
    /// <param name="file">The file; its path is what diagnostics show.</param>
    /// <param name="others">Files that it may include, by paths relative to its folder.</param>
    public static PackResult PackFile(TreeFile file, IReadOnlyList<TreeFile> others)
    {
        var diagnostics = new DiagnosticSink();
        var sources = new List<SourceDocument>();
        var node = Read(file.Path, file, diagnostics, sources);
        var byPath = others.ToDictionary(other => other.Path, StringComparer.Ordinal);
        var yaml = node is null ? null : PackedYamlWriter.Write(node, new IncludeInliner(byPath, diagnostics));
        if (node is not null && yaml is null)
        {
            diagnostics.Report(PackingDiagnostics.TooLarge, node.Span);
        }

        return new PackResult(diagnostics.HasErrors ? null : yaml, diagnostics.ToSortedList(), sources);
    }

    /// <summary>Whether a file takes part by its name: YAML, in no folder that begins with a dot.</summary>
    private static bool Belongs(string path, TreeKind kind)
    {
        var parts = path.Split('/');
        if (!parts[^1].EndsWith(".yml", StringComparison.Ordinal) && !parts[^1].EndsWith(".yaml", StringComparison.Ordinal))
        {
            return false;
        }

        var isHidden = parts.Take(parts.Length - 1).Any(part => part.StartsWith('.'));
        return !isHidden && (kind == TreeKind.Config || parts.Length == 1 || OrbFolders.Contains(parts[0], StringComparer.Ordinal));
    }

    private static void AddFile(TreeFile file, PackedMap packed, string root, DiagnosticSink diagnostics, List<SourceDocument> sources)
    {
        var node = Read(root.Length == 0 ? file.Path : $"{root.TrimEnd('/')}/{file.Path}", file, diagnostics, sources);
        if (node is null)
        {
            return;
        }

        var parts = file.Path.Split('/');
        var place = packed;
        foreach (var folder in parts.AsSpan(0, parts.Length - 1))
        {
            if (place.Below(folder) is not { } below)
            {
                diagnostics.Report(PackingDiagnostics.DefinedTwice, node.Span, folder);
                return;
            }

            place = below;
        }

        if (!JoinsItsFolder(parts))
        {
            place.Put(Path.GetFileNameWithoutExtension(parts[^1]), node, diagnostics);
        }
        else if (node is YamlMapping mapping)
        {
            place.Merge(mapping, diagnostics);
        }
        else
        {
            diagnostics.Report(PackingDiagnostics.NoMapToJoin, node.Span, node.Describe());
        }
    }

    /// <summary>At the root, by its name, or as the file of a nested orb: <c>orbs/NAME/orb.yml</c>.</summary>
    private static bool JoinsItsFolder(string[] parts) =>
        parts.Length == 1 || parts[^1].StartsWith('@') || (parts is [.., "orbs", _, "orb.yml" or "orb.yaml"]);

    private static YamlNode? Read(string shownPath, TreeFile file, DiagnosticSink diagnostics, List<SourceDocument> sources)
    {
        if (file.Refusal is { } reason)
        {
            diagnostics.Report(PackingDiagnostics.FileRefused, new SourceSpan(shownPath, new SourcePosition(1, 1), new SourcePosition(1, 1)), file.Path, reason);
            return null;
        }

        var document = ConfigText.Decode(shownPath, file.Content, diagnostics);
        if (document is null)
        {
            return null;
        }

        sources.Add(document);
        var node = YamlReader.Read(document, diagnostics);
        if (node is { Weight: > YamlLimits.MaxExpandedNodes })
        {
            diagnostics.Report(PackingDiagnostics.TooLarge, new SourceSpan(shownPath, new SourcePosition(1, 1), new SourcePosition(1, 1)));
            return null;
        }

        return node;
    }
}

/// <summary>What a source tree is of.</summary>
public enum TreeKind
{
    /// <summary>Every folder makes a key.</summary>
    Config,

    /// <summary>Only the folders of an orb's elements do.</summary>
    Orb,
}
