using Slipway.Engines.Images;

namespace Slipway.Engines.Tests.Images;

public sealed class EngineVersionsTests
{
    private static readonly string[] Available = ["20.10.24", "28.5.2", "26.1.5"];

    [Theory]
    [InlineData(null, "28.5.2")]
    [InlineData("", "28.5.2")]
    [InlineData("default", "28.5.2")]
    [InlineData("edge", "28.5.2")]
    [InlineData("previous", "26.1.5")]
    [InlineData("docker28", "28.5.2")]
    [InlineData("docker26", "26.1.5")]
    [InlineData("20.10.24", "20.10.24")]
    [InlineData("20.10", "20.10.24")]
    [InlineData("28", "28.5.2")]
    public void A_known_version_is_taken_without_a_word(string? wanted, string expected) =>
        Assert.Equal(new EngineVersionMatch(expected, null), EngineVersions.Match(wanted, Available));

    [Theory]
    [InlineData("20.10.14", "20.10.24")]
    [InlineData("19.03.13", "20.10.24")]
    [InlineData("24.0.9", "26.1.5")]
    [InlineData("docker27", "28.5.2")]
    [InlineData("docker29", "28.5.2")]
    [InlineData("17.09.0-ce", "20.10.24")]
    [InlineData("99999999999.1", "28.5.2")]
    [InlineData("latest", "28.5.2")]
    [InlineData("dockerx", "28.5.2")]
    public void An_unknown_version_gets_the_nearest_with_a_warning_that_lists_them_all(string wanted, string expected)
    {
        var match = EngineVersions.Match(wanted, Available);

        Assert.Equal(expected, match.Version);
        Assert.Equal($"Docker version '{wanted}' is not available; using {expected}. Available: 28.5.2, 26.1.5, 20.10.24.", match.Warning);
    }

    [Fact]
    public void Edge_is_the_newest_and_default_stays_at_28_where_both_are_there()
    {
        string[] available = ["29.1.0", .. Available];

        Assert.Equal("29.1.0", EngineVersions.Match("edge", available).Version);
        Assert.Equal("28.5.2", EngineVersions.Match("default", available).Version);
    }

    [Fact]
    public void Of_two_patches_the_newer_is_taken()
    {
        string[] available = ["28.5.2", "28.10.0"];

        Assert.Equal("28.10.0", EngineVersions.Match("docker28", available).Version);
        Assert.Equal("28.10.0", EngineVersions.Match(null, available).Version);
    }

    [Fact]
    public void Previous_with_nothing_before_it_says_so() =>
        Assert.Equal(new EngineVersionMatch("28.5.2", "There is no Docker version before 28.5.2; using 28.5.2."), EngineVersions.Match("previous", ["28.5.2"]));

    [Theory]
    [InlineData("28.5.2+dfsg4-5", "28.5.2")]
    [InlineData("20.10.24+dfsg1-1+deb12u1+b2", "20.10.24")]
    [InlineData("1:26.1.5~rc1-1", "26.1.5")]
    public void A_Debian_version_names_dockers_own(string debian, string expected) => Assert.Equal(expected, DebianRootFileSystem.UpstreamVersion(debian));

    [Fact]
    public void Dpkgs_record_gives_only_what_is_installed()
    {
        const string Status = "Package: tini\nStatus: install ok installed\nVersion: 0.19\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n";

        Assert.Equal(new KeyValuePair<string, string>("tini", "0.19"), Assert.Single(DebianPackages.Installed(Status)));
    }

    [Theory]
    [InlineData("Docker version 28.5.2, build 1234", "28.5.2")]
    [InlineData("warning: x\nDocker version 20.10.24+dfsg1, build 297e128", "20.10.24")]
    [InlineData("sh: dockerd: not found", null)]
    public void A_dockerd_says_its_version(string output, string? expected) => Assert.Equal(expected, OciRootFileSystem.ParseVersion(output));
}
