using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine rm ID…</c>.</summary>
internal static class EngineRemoveCommand
{
    public static Command Create(CommandSettings settings)
    {
        var ids = new Argument<string[]>("ID") { Description = "engines' ids, or the beginnings of them", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "every engine, whoever holds it" };
        var keep = new Option<bool>("--keep-layers") { Description = "make its layers the layer cache it was created with" };
        var command = new Command("rm", "Remove engines.") { ids, all, keep };
        command.Exclude(all, ids, keep).RequireOneOf(ids, all).SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            foreach (var record in result.GetValue(all) ? await engines.ListAsync(cancellationToken) : await FindAllAsync(engines, result.GetRequiredValue(ids), cancellationToken))
            {
                await engines.ReleaseAsync(record.Id, result.GetValue(keep), cancellationToken);
            }
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway engine rm 01c 7e2", "slipway engine rm --all");
    }

    private static async Task<IReadOnlyList<EngineRecord>> FindAllAsync(IEngineAdministration engines, string[] ids, CancellationToken cancellationToken)
    {
        var found = new List<EngineRecord>();
        foreach (var id in ids)
        {
            found.Add(await EngineCommandAction.FindAsync(engines, id, cancellationToken));
        }
        return found;
    }
}
