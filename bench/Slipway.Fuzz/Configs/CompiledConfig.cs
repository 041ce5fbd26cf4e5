using System.Diagnostics;
using Slipway.Config.Compilation;
using Slipway.Config.Compiler;
using Slipway.Config.Expressions;
using Slipway.Config.PipelineValues;
using Slipway.Model.Plans;

namespace Slipway.Fuzz.Configs;

/// <summary>Compiles one input and says what must not happen: an exception, more than two seconds, a plan that cannot be written, a diagnostic without a place.</summary>
internal static class CompiledConfig
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly CompileOptions Options = new()
    {
        PipelineParameters = new Dictionary<string, ExpressionValue>(),
        PipelineValues = PipelineValueSet.FromGit(new GitFacts { Branch = "main", Revision = "0123456789012345678901234567890123456789" }),
    };

    /// <returns>Null when all is well.</returns>
    public static async Task<string?> TryAsync(byte[] input, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        CompileResult result;
        try
        {
            result = await ConfigCompiler.CompileAsync(new ConfigSource("fuzz.yml", input), Options, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever comes out is what is looked for.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return "exception: " + failure;
        }

        if (watch.Elapsed > Limit)
        {
            return $"slow: {watch.Elapsed.TotalSeconds:0.0} s";
        }

        return Check(result);
    }

    private static string? Check(CompileResult result)
    {
        if (result.Plan is null == result.IsValid)
        {
            return "a plan and an error, or neither";
        }

        if (result.Diagnostics.FirstOrDefault(d => d.Span.Start.Line < 1 || d.Span.Start.Column < 1 || d.Message.Length == 0) is { } odd)
        {
            return $"a diagnostic without a place: {odd}";
        }

        if (result.Plan is not null && PlanJson.Write(result.Plan).Length == 0)
        {
            return "a plan that cannot be written";
        }

        return null;
    }
}
