using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Orbs;
using Slipway.Cli.Repositories;
using Slipway.Cli.Settings;
using Slipway.Config.Compilation;
using Slipway.Config.Compiler;
using Slipway.Config.Expressions;
using Slipway.Config.PipelineValues;
using Slipway.Model.Plans;

namespace Slipway.Cli.Configuration;

/// <summary>The options that every command has that compiles a config, and what they come to.</summary>
internal sealed class CompileInputs(CommandSettings settings)
{
    private readonly Option<string[]> _pipelineParameters = new("--pipeline-parameters", "-p")
    {
        Description = "A pipeline parameter as name=value, or a YAML or JSON file of them; may be given again",
        HelpName = "k=v|FILE",
    };

    private readonly OrbOptions _orbs = new(settings);

    public void AddTo(Command command)
    {
        command.Options.Add(_pipelineParameters);
        _orbs.AddTo(command);
    }

    /// <summary>Refuses what only a compilation takes, for a plan that is compiled already. A setup's plan goes on with a config that is not.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="plan">Is compiled already.</param>
    /// <param name="origin">Where it comes from, such as <c>--rerun 7</c>.</param>
    /// <exception cref="UsageException">An option would change nothing.</exception>
    public void RefuseForCompiled(ParseResult result, Plan plan, string origin)
    {
        var unused = new Option[] { _pipelineParameters, _orbs.Mappings }.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name).ToList();
        if (unused.Count > 0 && !plan.IsSetup)
        {
            throw new UsageException($"{origin} runs a config as it was compiled, so {string.Join(" and ", unused)} would change nothing; slipway run without {origin.Split(' ')[0]} compiles it anew");
        }
    }

    /// <summary>Compiles with what the options say, and locks the orbs that were resolved.</summary>
    /// <exception cref="UsageException">An option cannot be understood.</exception>
    public async Task<CompileResult> CompileAsync(ParseResult result, ConfigSource source, string folder, CancellationToken cancellationToken) =>
        await CompileAsync(result, source, folder, await ReadAsync(result, source, folder, cancellationToken), cancellationToken);

    /// <summary>As above, for a pipeline whose values are known.</summary>
    public Task<CompileResult> CompileAsync(
        ParseResult result, ConfigSource source, string folder, PipelineValueSet values, CancellationToken cancellationToken) =>
        CompileAsync(result, source, folder, new CompileOptions { PipelineParameters = Parameters(result, folder), PipelineValues = values }, cancellationToken);

    /// <summary>The pipeline parameters that were given.</summary>
    public IReadOnlyDictionary<string, ExpressionValue> Parameters(ParseResult result, string folder) =>
        PipelineParameterReader.Read(result.GetValue(_pipelineParameters) ?? [], folder);

    /// <summary>Compiles with exactly these inputs, apart from the orbs.</summary>
    public async Task<CompileResult> CompileAsync(
        ParseResult result, ConfigSource source, string folder, CompileOptions options, CancellationToken cancellationToken)
    {
        using var orbs = _orbs.Open(result, folder, source.File);
        var compiled = await ConfigCompiler.CompileAsync(source, options with { Orbs = orbs }, cancellationToken);
        orbs.SaveLock();
        return compiled;
    }

    /// <summary>What the compiler is given beside the text. Git is asked only when the text looks at pipeline values.</summary>
    private async Task<CompileOptions> ReadAsync(ParseResult result, ConfigSource source, string folder, CancellationToken cancellationToken) => new()
    {
        PipelineParameters = Parameters(result, folder),
        PipelineValues = source.Content.Span.IndexOf("pipeline."u8) < 0
            ? PipelineValueSet.Defaults
            : PipelineValueSet.ForValidation(await GitFactsReader.ReadAsync(folder, cancellationToken)),
    };
}
