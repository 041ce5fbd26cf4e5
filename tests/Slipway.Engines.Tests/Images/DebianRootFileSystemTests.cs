using Slipway.Engines.Images;

namespace Slipway.Engines.Tests.Images;

public sealed class DebianRootFileSystemTests
{
    [Fact]
    public void Of_a_failed_making_the_first_error_is_told()
    {
        Assert.Equal(
            "Failed to fetch http://127.0.0.1:9/debian/dists/sid/InRelease Could not connect to 127.0.0.1:9",
            DebianRootFileSystem.Reason("I: running apt-get update...\nErr:1 http://127.0.0.1:9/debian sid InRelease\nE: Failed to fetch http://127.0.0.1:9/debian/dists/sid/InRelease  Could not connect to 127.0.0.1:9\nE: mmdebstrap failed to run\n"));
    }

    [Fact]
    public void Without_an_error_line_the_last_one_is_told()
    {
        Assert.Equal("killed", DebianRootFileSystem.Reason("I: begin\nkilled"));
    }

    [Fact]
    public void Every_source_names_the_keys_that_sign_it()
    {
        Assert.All(
            EngineImageRecipe.All.Append(MachineImageRecipe.Default).SelectMany(recipe => recipe.Sources("http://deb.debian.org/debian", DebianRootFileSystem.Keyring)),
            line => Assert.StartsWith("deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian", line, StringComparison.Ordinal));
        Assert.Equal(["deb http://m/debian sid main"], EngineImageRecipe.Default.Sources("http://m/debian", keyring: null));
    }

    [Fact]
    public void A_machine_has_its_Docker_of_a_newer_suite_and_all_else_of_its_own()
    {
        var recipe = MachineImageRecipe.Default;

        Assert.Contains("docker.io/sid", recipe.Wanted);
        Assert.Contains("docker-compose/sid", recipe.Wanted);
        Assert.Contains("python3", recipe.Wanted);
        Assert.Equal(
            ["deb http://m/debian trixie main", "deb http://m/debian trixie-updates main", "deb http://m/debian-security trixie-security main", "deb http://m/debian sid main"],
            recipe.Sources("http://m/debian", keyring: null));
        Assert.All(EngineImageRecipe.All.SelectMany(other => other.Wanted), package => Assert.DoesNotContain("/", package, StringComparison.Ordinal));
    }
}
