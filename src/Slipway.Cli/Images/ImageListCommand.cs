using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Images;

namespace Slipway.Cli.Images;

/// <summary><c>slipway engine image ls</c>.</summary>
internal static class ImageListCommand
{
    public static Command Create(CommandSettings settings)
    {
        var json = new Option<bool>("--json") { Description = "print JSON, with the packages" };
        var command = new Command("ls", "List the engine images there are.") { json };
        command.SetAction(StorageCommandAction.With(settings, async (result, engineSettings, cancellationToken) =>
        {
            using var images = new EngineImages(engineSettings, TimeProvider.System);
            var all = await images.ListAsync(cancellationToken);
            await result.InvocationConfiguration.Output.WriteAsync(result.GetValue(json)
                ? JsonSerializer.Serialize(all, EngineImageJson.Default.IReadOnlyListEngineImageManifest) + "\n"
                : string.Concat(all.Select(Row).Prepend(Row("DOCKER", "SOURCE", "BUILT", "SSH"))));
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway engine image ls");
    }

    private static string Row(EngineImageManifest image) =>
        Row(image.Version, image.Source, image.BuiltAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), image.HasSsh ? "yes" : "no");

    private static string Row(string version, string source, string built, string ssh) => $"{version,-12}{source,-28}{built,-18}{ssh}\n";
}
