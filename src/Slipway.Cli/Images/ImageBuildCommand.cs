using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Images;

namespace Slipway.Cli.Images;

/// <summary><c>slipway image build [IMAGE]</c>.</summary>
internal static class ImageBuildCommand
{
    public static Command Create(CommandSettings settings)
    {
        var version = new Argument<string?>("IMAGE") { Description = "machine: that of machine jobs; else an engine's, as in setup_remote_docker (default, docker26, 20.10.24), or a Debian suite", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string?>("--from") { Description = "take the files of this OCI image, which has a dockerd in it, through the host's Docker" };
        var refresh = new Option<bool>("--refresh") { Description = "make it again where it is there already" };
        var command = new Command("build", "Make an engine image or the machine image from Debian's packages, or an engine image from an OCI image.") { version, from, refresh };
        command.Exclude(from, version, refresh).SetAction(StorageCommandAction.With(settings, async (result, engineSettings, cancellationToken) =>
        {
            var errors = result.InvocationConfiguration.Error;
            using var images = new EngineImages(engineSettings, TimeProvider.System);
            var image = result.GetValue(from) is { } source
                ? await images.ImportAsync(source, errors.WriteLine, cancellationToken)
                : await images.BuildAsync(RecipeOf(result.GetValue(version)), result.GetValue(refresh), errors.WriteLine, cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync(image.Name);
            return ExitCode.Passed;
        }));
        return command.WithExamples(
            "slipway image build                          # the engine image of the default version",
            "slipway image build machine                  # the image of machine jobs",
            "slipway image build docker26",
            "slipway image build --from docker:29-dind    # any image with a dockerd");
    }

    private static EngineImageRecipe RecipeOf(string? version) => version == MachineImageRecipe.DefaultName ? MachineImageRecipe.Default : EngineImages.RecipeFor(version)
        ?? throw new UsageException($"No recipe makes Docker '{version}'. There are: {string.Join(", ", EngineImageRecipe.All.Select(recipe => $"{recipe.Version} ({recipe.Suite})"))}; any other comes from an OCI image with --from.");
}
