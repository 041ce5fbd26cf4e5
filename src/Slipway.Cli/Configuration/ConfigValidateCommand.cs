using System.CommandLine;
using System.Reflection;
using Slipway.Cli.ConfigFiles;
using Slipway.Cli.Diagnostics;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Config.Compilation;
using Slipway.Model.Plans;

namespace Slipway.Cli.Configuration;

/// <summary><c>slipway config validate</c>: everything that is wrong with a config, at once.</summary>
internal sealed class ConfigValidateCommand(CommandSettings settings)
{
    private readonly CompileInputs _inputs = new(settings);

    private readonly Argument<string?> _file = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The config; - reads standard input; default: .circleci/config.yml of this repository",
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "How to write what was found: text for people, json for programs, sarif for code scanning",
        DefaultValueFactory = _ => "text",
    };

    public static Command Create(CommandSettings settings) => new ConfigValidateCommand(settings).Build();

    private Command Build()
    {
        var command = new Command("validate", "Check a config and show everything that is wrong with it. Exit code 0: valid, 2: invalid.") { _file, _format };
        _format.AcceptOnlyFromAmong("text", "json", "sarif");
        _inputs.AddTo(command);
        command.SetAction(RunAsync);
        return command.WithExamples(
            "slipway config validate",
            "slipway config validate path/to/config.yml --pipeline-parameters deploy=true",
            "slipway config validate - --format json < config.yml",
            "slipway config validate --format sarif > slipway.sarif");
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var folder = Directory.GetCurrentDirectory();
        var source = ConfigFile.Read(result.GetValue(_file), folder);
        var compiled = await _inputs.CompileAsync(result, source, folder, cancellationToken);
        Report(compiled, source.File, result.GetRequiredValue(_format), result.InvocationConfiguration);
        return (int)(compiled.IsValid ? ExitCode.Passed : ExitCode.Invalid);
    }

    private static void Report(CompileResult compiled, string file, string format, InvocationConfiguration streams)
    {
        switch (format)
        {
            case "json":
                streams.Output.WriteLine(DiagnosticJson.Write(compiled.Diagnostics));
                break;
            case "sarif":
                streams.Output.WriteLine(new DiagnosticSarif(Version).Write(compiled.Diagnostics));
                break;
            default:
                CompileReport.Write(compiled, streams.Error);
                streams.Output.WriteLine(Verdict(compiled, file));
                break;
        }
    }

    private static string Verdict(CompileResult compiled, string file)
    {
        var count = DiagnosticText.Count(compiled.Diagnostics);
        return compiled.Plan is { } plan
            ? $"{file} is valid: {Extent(plan)}{(count.Length > 0 ? $" ({count})" : "")}"
            : $"{file} is invalid: {count}";
    }

    private static string Extent(Plan plan)
    {
        var jobs = plan.Workflows.Sum(workflow => workflow.Jobs.Count);
        return $"{plan.Workflows.Count} {(plan.Workflows.Count == 1 ? "workflow" : "workflows")}, {jobs} {(jobs == 1 ? "job" : "jobs")}";
    }

    private static string Version => Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0.0.0";
}
