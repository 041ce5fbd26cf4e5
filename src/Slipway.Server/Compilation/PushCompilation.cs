using System.Text.Json;
using Slipway.Config.Compilation;
using Slipway.Config.Compiler;
using Slipway.Config.Expressions;
using Slipway.Config.Orbs;
using Slipway.Config.PipelineValues;
using Slipway.Config.Selection;

namespace Slipway.Server.Compilation;

/// <summary>Compiles the config of a push in this process.</summary>
public static class PushCompilation
{
    /// <param name="orbs">Where orbs come from.</param>
    public static async Task<CompileAnswer> RunAsync(CompileRequest request, IOrbSource orbs, CancellationToken cancellationToken)
    {
        var options = new CompileOptions
        {
            PipelineParameters = Values(request.Parameters),
            InheritedParameters = Values(request.Inherited),
            PipelineValues = PipelineValueSet.FromGit(request.Git, request.Number, request.Pipeline.ToString()),
            Orbs = orbs,
        };
        var compiled = await ConfigCompiler.CompileAsync(new ConfigSource(request.File, request.Config), options, cancellationToken);
        var plan = compiled.Plan is { } whole ? PlanSelector.ForPush(whole, new PushedRef(request.Git.Branch, request.Git.Tag)).Plan : null;
        return new CompileAnswer(plan, [.. compiled.Diagnostics.Select(found => new PipelineProblem(ProblemKind.Config, found.Message, found))]);
    }

    private static Dictionary<string, ExpressionValue> Values(IReadOnlyDictionary<string, JsonElement> values) =>
        values.ToDictionary(pair => pair.Key, pair => pair.Value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => ExpressionValue.Of(pair.Value.GetBoolean()),
            JsonValueKind.Number when pair.Value.TryGetInt64(out var number) => ExpressionValue.Of(number),
            _ => ExpressionValue.Of(pair.Value.ToString()),
        });
}
