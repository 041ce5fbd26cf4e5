using System.Globalization;
using System.Text;
using Slipway.Config.Compilation;
using Slipway.Config.Compiler;
using Slipway.Config.Processed;
using Slipway.Model.Diagnostics;
using Slipway.Model.Plans;

namespace Slipway.Fuzz.Configs;

/// <summary>A config with random texts wherever one can stand, which must be the same plan once it is processed.</summary>
internal sealed class TextConfig
{
    /// <summary>The texts in each config.</summary>
    public const int Texts = 50;

    private const int InEnvironment = 29;
    private const int Longest = 60;

    private readonly Queue<string> _texts;
    private readonly string _version;

    public TextConfig(Random random)
    {
        var text = new RandomText(random);
        _version = random.Next(2) == 0 ? "2" : "2.1";
        _texts = new Queue<string>(Enumerable.Range(0, Texts).Select(_ => _version == "2" ? text.Next(Longest) : text.Next(Longest).Replace("<<", "<", StringComparison.Ordinal)));
    }

    /// <returns>Null when all is well.</returns>
    public async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        var variables = _texts.Take(InEnvironment).ToList();
        var config = Write();
        var written = await CompileAsync(config, cancellationToken);
        if (written.Plan is not { } plan)
        {
            return Problem("the config is invalid", written, config);
        }

        var kept = plan.Workflows[0].Jobs[0].Environment;
        if (variables.Where((value, i) => kept[$"V{i}"] != value).FirstOrDefault() is { } lost)
        {
            return $"the text {RandomText.Quoted(lost)} is not kept: {config}";
        }

        var processed = ProcessedConfig.Write(plan, config);
        var again = await CompileAsync(processed, cancellationToken);
        return again.Plan is not { } other ? Problem("the processed config is invalid", again, processed)
            : PlanJson.Write(SamePlan.Comparable(plan)) != PlanJson.Write(SamePlan.Comparable(other)) ? $"the processed config is another plan:\n{processed}"
            : null;
    }

    private static Task<CompileResult> CompileAsync(string text, CancellationToken cancellationToken) =>
        ConfigCompiler.CompileAsync(ConfigSource.OfText("config.yml", text), new CompileOptions(), cancellationToken);

    private static string Problem(string what, CompileResult result, string text)
    {
        var first = result.Diagnostics.First(diagnostic => diagnostic.Severity == Severity.Error);
        return $"{what}: {first.Span.Start.Line}:{first.Span.Start.Column} {first.Message}\n{text}";
    }

    private string Next() => RandomText.Quoted(_texts.Dequeue());

    /// <summary>For names, which must differ from each other and be something, and may begin with whatever there is.</summary>
    private string Named(string ending) => RandomText.Quoted(_texts.Dequeue() + ending);

    private string Write()
    {
        var config = new StringBuilder($"version: {_version}\njobs:\n  build:\n    docker:\n      - image: debian\n");
        var variables = Enumerable.Range(0, InEnvironment).Select(i => string.Create(CultureInfo.InvariantCulture, $"      V{i}: {Next()}\n"));
        var environment = $"    environment:\n{string.Concat(variables)}      {Named("K")}: x\n";
        config.Append(CultureInfo.InvariantCulture, $"        user: {Next()}\n        entrypoint: [{Next()}, {Next()}]\n        environment: {{E: {Next()}}}\n{environment}");
        config.Append(CultureInfo.InvariantCulture, $"    working_directory: {Next()}\n    shell: {Next()}\n    steps:\n");
        config.Append(CultureInfo.InvariantCulture, $"      - run: {{name: {Next()}, command: {Next()}, shell: {Next()}, environment: {{E: {Next()}}}}}\n");
        config.Append(CultureInfo.InvariantCulture, $"      - save_cache: {{key: {Next()}, paths: [{Next()}, {Next()}]}}\n");
        config.Append(CultureInfo.InvariantCulture, $"      - store_artifacts: {{path: {Next()}, destination: {Next()}}}\n");
        var hold = Named("h");
        config.Append(CultureInfo.InvariantCulture, $"workflows:\n  {Named("w")}:\n    jobs:\n      - build: {{context: [{Next()}], filters: {{branches: {{only: [{Named("b")}]}}}}}}\n      - {hold}: {{type: approval}}\n");
        return config.Append(_version == "2" ? string.Empty : $"      - build: {{name: {Named("j")}, requires: [{hold}]}}\n").ToString();
    }
}
