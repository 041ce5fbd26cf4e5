using Slipway.Config.Compilation;
using Slipway.Config.Compiler;
using Slipway.Config.Orbs;
using Slipway.Model.Diagnostics;
using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Compilation;

/// <summary>Compiles texts for tests.</summary>
internal static class Compiled
{
    public static CompileResult Of(string text, CompileOptions? options = null) => Of(ConfigSource.OfText("config.yml", text), options);

    public static CompileResult Of(ConfigSource source, CompileOptions? options = null)
    {
        var compilation = ConfigCompiler.CompileAsync(source, options ?? new CompileOptions(), TestContext.Current.CancellationToken);
        Assert.True(compilation.IsCompleted, "without a source of orbs that waits, a compilation runs through");
        return compilation.GetAwaiter().GetResult();
    }

    public static Plan Plan(string text, CompileOptions? options = null)
    {
        var result = Of(text, options);
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        return result.Plan!;
    }

    /// <summary>The one job of a config whose job is <c>build</c>, with these keys, indented by four spaces.</summary>
    public static JobPlan Job(string keys) => Plan($"version: 2.1\njobs:\n  build:\n{keys}").Workflows[0].Jobs[0];

    /// <summary>"line:column CODE message", one for each diagnostic.</summary>
    public static IReadOnlyList<string> Findings(string text, CompileOptions? options = null) => [.. Of(text, options).Diagnostics.Select(Line)];

    public static string Line(Diagnostic diagnostic)
    {
        var severity = diagnostic.Severity == Severity.Error ? "error" : "warning";
        var hint = diagnostic.Hint is null ? string.Empty : $" ({diagnostic.Hint})";
        return $"{diagnostic.Span.Start.Line}:{diagnostic.Span.Start.Column} {severity} {diagnostic.Code}: {diagnostic.Message}{hint}";
    }

    /// <summary>Orbs by their references.</summary>
    public sealed class Orbs(params (string Reference, string Text)[] orbs) : IOrbSource
    {
        public Task<OrbLookup> FindAsync(string reference, string localName, CancellationToken cancellationToken)
        {
            var text = Array.Find(orbs, orb => orb.Reference == reference).Text;
            return Task.FromResult<OrbLookup>(text is null
                ? new OrbLookup.NotFound("the registry has no such orb")
                : new OrbLookup.Found(reference + ".0", $"orb {reference}", System.Text.Encoding.UTF8.GetBytes(text)));
        }
    }
}
