using System.Text;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Packing;

/// <summary>
/// Replaces a value that is <c>&lt;&lt;include(scripts/x.sh)&gt;&gt;</c> by that file's text, in which <c>&lt;&lt;</c> is escaped
/// (https://circleci.com/docs/orbs/author/orb-concepts/#file-include-syntax).
/// </summary>
internal sealed class IncludeInliner(IReadOnlyDictionary<string, TreeFile> files, DiagnosticSink diagnostics)
{
    private const string Word = "include(";

    /// <summary>The text to write for a value; the value itself when it includes nothing.</summary>
    public string Inline(YamlScalar scalar)
    {
        if (!scalar.HasReferences || !scalar.Text.Contains(Word, StringComparison.Ordinal))
        {
            return scalar.Text;
        }

        if (PathOf(scalar.Text) is not { } path)
        {
            if (HasInclude(scalar.Text))
            {
                diagnostics.Report(PackingDiagnostics.IncludeNotAlone, scalar.Span);
            }

            return scalar.Text;
        }

        if (!files.TryGetValue(Normalise(path), out var file))
        {
            diagnostics.ReportWithHint(PackingDiagnostics.IncludeNotFound, scalar.Span, Suggestion.NearestOf(path, files.Keys), path);
            return scalar.Text;
        }

        if (file.Refusal is { } reason)
        {
            diagnostics.Report(PackingDiagnostics.FileRefused, scalar.Span, path, reason);
            return scalar.Text;
        }

        return Encoding.UTF8.GetString(file.Content.Span)
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace("<<", @"\<<", StringComparison.Ordinal);
    }

    /// <summary>The path in a text that is one include and nothing else.</summary>
    private static string? PathOf(string text)
    {
        var inside = text.AsSpan().Trim();
        if (!inside.StartsWith("<<", StringComparison.Ordinal) || !inside.EndsWith(">>", StringComparison.Ordinal))
        {
            return null;
        }

        inside = inside[2..^2].Trim();
        if (!inside.StartsWith(Word, StringComparison.Ordinal) || !inside.EndsWith(')'))
        {
            return null;
        }

        var path = inside[Word.Length..^1].Trim();
        return path.IndexOfAny("<>()\n") < 0 && path.Length > 0 ? path.ToString() : null;
    }

    private static bool HasInclude(string text)
    {
        for (var at = text.IndexOf("<<", StringComparison.Ordinal); at >= 0; at = text.IndexOf("<<", at + 2, StringComparison.Ordinal))
        {
            if (text.AsSpan(at + 2).TrimStart().StartsWith(Word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Without <c>.</c> and <c>..</c>; a path that leaves the tree keeps its <c>..</c> and so is never found.</summary>
    private static string Normalise(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
