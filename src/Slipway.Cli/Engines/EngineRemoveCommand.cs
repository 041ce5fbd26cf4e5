using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine rm ID…</c>.</summary>
internal static class EngineRemoveCommand
{
    public static Command Create(CommandSettings settings)
    {
        var ids = new Argument<string[]>("ID") { Description = "engines' ids, or the beginnings of them", Arity = ArgumentArity.OneOrMore };
        var keep = new Option<bool>("--keep-layers") { Description = "make its layers the layer cache it was created with" };
        var command = new Command("rm", "Remove engines.") { ids, keep };
        command.SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            foreach (var id in result.GetRequiredValue(ids))
            {
                var record = await EngineCommandAction.FindAsync(engines, id, cancellationToken);
                await engines.ReleaseAsync(record.Id, result.GetValue(keep), cancellationToken);
            }
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway engine rm 01c 7e2");
    }
}
