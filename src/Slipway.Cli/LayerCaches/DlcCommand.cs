using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Images;
using Slipway.Cli.Settings;
using Slipway.Engines.LayerCaches;
using Slipway.Model.Texts;

namespace Slipway.Cli.LayerCaches;

/// <summary><c>slipway dlc</c>: the projects' Docker layer caches.</summary>
internal static class DlcCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "print JSON" };

    public static Command Create(CommandSettings settings) => new("dlc", "List, inspect and purge Docker layer caches.")
    {
        List(settings),
        Inspect(settings),
        Purge(settings),
    };

    private static Command List(CommandSettings settings)
    {
        var command = new Command("ls", "List the layer caches, the last used first.") { Json };
        command.SetAction(StorageCommandAction.With(settings, async (result, engineSettings, cancellationToken) =>
        {
            using var heads = new LayerCacheHeads(engineSettings, TimeProvider.System);
            await WriteAsync(result, await heads.ListAsync(cancellationToken));
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway dlc ls", "slipway dlc ls --json");
    }

    private static Command Inspect(CommandSettings settings)
    {
        var project = new Argument<string>("PROJECT");
        var command = new Command("inspect", "Show a project's layer caches as JSON.") { project };
        command.SetAction(StorageCommandAction.With(settings, async (result, engineSettings, cancellationToken) =>
        {
            using var heads = new LayerCacheHeads(engineSettings, TimeProvider.System);
            var name = result.GetRequiredValue(project);
            IReadOnlyList<LayerCacheHead> found = [.. (await heads.ListAsync(cancellationToken)).Where(head => head.Project == name)];
            if (found.Count == 0)
            {
                throw new UsageException($"The project '{name}' has no layer cache; `slipway dlc ls` lists those there are.");
            }

            await result.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(found, LayerCacheJson.Default.IReadOnlyListLayerCacheHead));
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway dlc inspect my-project");
    }

    private static Command Purge(CommandSettings settings)
    {
        var project = new Argument<string?>("PROJECT") { Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "of every project" };
        var command = new Command("purge", "Remove a project's layer caches; engines that run keep their copies.") { project, all };
        command.SetAction(StorageCommandAction.With(settings, async (result, engineSettings, cancellationToken) =>
        {
            var name = result.GetValue(project);
            if (name is null == !result.GetValue(all))
            {
                throw new UsageException("Name the project, or say --all.");
            }

            using var heads = new LayerCacheHeads(engineSettings, TimeProvider.System);
            await WriteAsync(result, await heads.PurgeAsync(name, cancellationToken));
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway dlc purge my-project", "slipway dlc purge --all");
    }

    private static Task WriteAsync(ParseResult result, IReadOnlyList<LayerCacheHead> heads) =>
        result.InvocationConfiguration.Output.WriteAsync(result.CommandResult.Command.Options.Contains(Json) && result.GetValue(Json)
            ? JsonSerializer.Serialize(heads, LayerCacheJson.Default.IReadOnlyListLayerCacheHead) + "\n"
            : string.Concat(heads.Select(Row).Prepend(Row("PROJECT", "SCOPE", "DOCKER", "SIZE", "USED"))));

    private static string Row(LayerCacheHead head) => Row(
        head.Project,
        head.TrustScope,
        head.Engine,
        ByteText.Of(head.Bytes),
        head.UsedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));

    private static string Row(string project, string scope, string engine, string size, string used) => $"{project,-32} {scope,-12} {engine,-8}{size,-14}{used}\n";
}
