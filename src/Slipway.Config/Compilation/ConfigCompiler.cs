using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Compilation;

/// <summary>The entry to this project: text in, plan and diagnostics out. Touches nothing but the given <see cref="CompileOptions.Orbs"/>.</summary>
public static class ConfigCompiler
{
    public static async Task<CompileResult> CompileAsync(ConfigSource source, CompileOptions options, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.WaitAsync(cancellationToken);
        ArgumentNullException.ThrowIfNull(options);
        var diagnostics = new DiagnosticSink();
        var document = ConfigText.Decode(source.File, source.Content, diagnostics);
        if (document is null || YamlReader.Read(document, diagnostics) is null || diagnostics.HasErrors)
        {
            return new CompileResult(null, diagnostics.ToSortedList(), document is null ? [] : [document]);
        }

        return new CompileResult(new Plan { Workflows = [] }, diagnostics.ToSortedList(), [document]);
    }
}
