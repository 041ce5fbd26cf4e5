using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Images;
using Slipway.Model.Texts;

namespace Slipway.Cli.Images;

/// <summary><c>slipway image ls</c>.</summary>
internal static class ImageListCommand
{
    public static Command Create(CommandSettings settings)
    {
        var json = new Option<bool>("--json") { Description = "print JSON, with the packages" };
        var command = new Command("ls", "List the engine images and machine images there are.") { json };
        command.SetAction(StorageCommandAction.With(settings, async (result, engineSettings, cancellationToken) =>
        {
            using var images = new EngineImages(engineSettings, TimeProvider.System);
            IReadOnlyList<EngineImageManifest> all = [.. await images.ListAsync(cancellationToken), .. await images.ListMachinesAsync(cancellationToken)];
            await result.InvocationConfiguration.Output.WriteAsync(result.GetValue(json)
                ? JsonSerializer.Serialize(all, EngineImageJson.Default.IReadOnlyListEngineImageManifest) + "\n"
                : string.Concat(all.Select(Row).Prepend(Row("IMAGE", "DOCKER", "SOURCE", "BUILT", "SIZE", "SSH"))));
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway image ls");
    }

    private static string Row(EngineImageManifest image) =>
        Row(image.Name, image.Version, image.Source, image.BuiltAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), image.Bytes == 0 ? "" : ByteText.Of(image.Bytes), image.HasSsh ? "yes" : "no");

    private static string Row(string name, string version, string source, string built, string size, string ssh) => $"{name,-12}{version,-12}{source,-28}{built,-18}{size,-12}{ssh}\n";
}
