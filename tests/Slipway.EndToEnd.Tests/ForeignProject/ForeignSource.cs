using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.ForeignProject;

/// <summary>The source of a project that knows nothing of Slipway, as its authors packed it, from Debian's archive.</summary>
internal sealed class ForeignSource : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("slipway-foreign-").FullName;

    /// <param name="package">Debian's name of the source package.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    public static async Task<ForeignSource> FetchAsync(string package, CancellationToken cancellationToken)
    {
        var source = new ForeignSource();
        var image = $"slipway-test/source-{package}";
        await Tool.MustAsync(
            "docker",
            ["build", "-q", "--network", "host", "--build-arg", $"PACKAGE={package}", "-t", image, Equipment.Of("foreign-source")],
            cancellationToken);
        var container = await Tool.MustAsync("docker", ["create", image], cancellationToken);
        await Tool.MustAsync("docker", ["cp", $"{container}:/source/tree/.", source.Folder], cancellationToken);
        await Tool.MustAsync("docker", ["rm", container], cancellationToken);
        return source;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
