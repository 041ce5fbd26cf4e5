using System.CommandLine;
using Slipway.Cli.ConfigFiles;
using Slipway.Cli.Diagnostics;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Config.Processed;

namespace Slipway.Cli.Configuration;

/// <summary><c>slipway config process</c>: the config with everything inlined, in CircleCI's own shape.</summary>
internal sealed class ConfigProcessCommand(CommandSettings settings)
{
    private readonly CompileInputs _inputs = new(settings);

    private readonly Argument<string?> _file = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The config; - reads standard input; default: .circleci/config.yml of this repository",
    };

    public static Command Create(CommandSettings settings) => new ConfigProcessCommand(settings).Build();

    private Command Build()
    {
        var command = new Command("process", "Print the config with parameters, commands, executors, orbs and matrices resolved. It compiles again to the same plan.") { _file };
        _inputs.AddTo(command);
        command.SetAction(RunAsync);
        return command.WithExamples(
            "slipway config process",
            "slipway config process path/to/config.yml --pipeline-parameters deploy=true > processed.yml");
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var folder = Directory.GetCurrentDirectory();
        var source = ConfigFile.Read(result.GetValue(_file), folder);
        var compiled = await _inputs.CompileAsync(result, source, folder, cancellationToken);
        CompileReport.Write(compiled, result.InvocationConfiguration.Error);
        if (compiled.Plan is not { } plan)
        {
            return (int)ExitCode.Invalid;
        }

        result.InvocationConfiguration.Output.WriteExact(ProcessedConfig.Write(plan, compiled.Sources[0].Text));
        return (int)ExitCode.Passed;
    }
}
