using Slipway.Engines.Images;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Tests.Images;

/// <summary>An OCI image comes from anywhere: nothing in it makes root write or read beside its files.</summary>
public sealed class Images_with_links : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-oci-").FullName;

    public Images_with_links()
    {
        Directory.CreateDirectory(Path.Combine(Root, "usr/local/bin"));
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "tini"), "of the host");
    }

    private string Root => Path.Combine(_folder, "root");

    private string Outside => Path.Combine(_folder, "outside");

    [Fact]
    public void An_init_takes_the_place_of_a_link_and_is_not_written_through_it()
    {
        File.WriteAllText(Path.Combine(Root, "usr/local/bin/tini"), "of the image");
        Directory.CreateDirectory(Path.Combine(Root, "usr/bin"));
        File.CreateSymbolicLink(Path.Combine(Root, "usr/bin/tini"), Path.Combine(Outside, "new"));

        OciRootFileSystem.EnsureInit(Root, "image", initSource: null);

        Assert.Equal([Path.Combine(Outside, "tini")], Directory.GetFiles(Outside));
        Assert.Null(new FileInfo(Path.Combine(Root, "usr/bin/tini")).LinkTarget);
        Assert.Equal("of the image", File.ReadAllText(Path.Combine(Root, "usr/bin/tini")));
        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode(Path.Combine(Root, "usr/bin/tini")));
    }

    [Fact]
    public void A_folder_that_is_a_link_out_of_the_image_is_refused()
    {
        File.WriteAllText(Path.Combine(Root, "usr/local/bin/tini"), "of the image");
        File.CreateSymbolicLink(Path.Combine(Root, "usr/bin"), Outside);

        var refused = Assert.Throws<InfrastructureException>(() => OciRootFileSystem.EnsureInit(Root, "image", initSource: null));

        Assert.Contains("leads out of", refused.Message, StringComparison.Ordinal);
        Assert.Equal("of the host", File.ReadAllText(Path.Combine(Outside, "tini")));
    }

    [Fact]
    public void A_file_of_the_host_is_no_init_of_the_image()
    {
        File.CreateSymbolicLink(Path.Combine(Root, "sbin"), Outside);
        Assert.Contains("no init", Assert.Throws<InfrastructureException>(() => OciRootFileSystem.EnsureInit(Root, "image", initSource: null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_inside_the_image_are_its_own()
    {
        Directory.CreateDirectory(Path.Combine(Root, "usr/sbin"));
        File.WriteAllText(Path.Combine(Root, "usr/sbin/tini"), "of the image");
        File.CreateSymbolicLink(Path.Combine(Root, "sbin"), "usr/sbin");
        File.CreateSymbolicLink(Path.Combine(Root, "usr/bin"), "sbin");

        OciRootFileSystem.EnsureInit(Root, "image", initSource: null);

        Assert.Equal("of the image", File.ReadAllText(Path.Combine(Root, "usr/sbin/tini")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
