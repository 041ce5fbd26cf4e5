using Slipway.Execution.Failures;
using Slipway.Execution.Images;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Images;

public sealed class Image_references
{
    private const string Digits = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Hub = "https://index.docker.io/v1/";

    [Theory]
    [InlineData("alpine", "alpine", "latest", Hub)]
    [InlineData("cimg/node:20.1", "cimg/node", "20.1", Hub)]
    [InlineData("docker.io/cimg/node", "docker.io/cimg/node", "latest", Hub)]
    [InlineData("a__b/c---d.e/f_g:_T.a-b", "a__b/c---d.e/f_g", "_T.a-b", Hub)]
    [InlineData("localhost:5000/a/b", "localhost:5000/a/b", "latest", "localhost:5000")]
    [InlineData("[::1]:5000/a", "[::1]:5000/a", "latest", "[::1]:5000")]
    [InlineData("registry.example.com/a:1", "registry.example.com/a", "1", "registry.example.com")]
    [InlineData("MyHost/a", "MyHost/a", "latest", "MyHost")]
    [InlineData("alpine@sha256:" + Digits, "alpine", "sha256:" + Digits, Hub)]
    [InlineData("alpine:3@sha256:" + Digits, "alpine", "sha256:" + Digits, Hub)]
    public void Are_parted_into_name_version_and_registry(string text, string name, string version, string registry)
    {
        var reference = ImageReference.Parse(text);
        Assert.Equal((name, version, registry), (reference.Name, reference.Version, reference.Registry));
    }

    [Theory]
    [InlineData("registry.corp.example/../127.0.0.1:5055/x", "between its slashes")]
    [InlineData("../containers/q@x/../NAME", "no registry's host")]
    [InlineData("./x", "no registry's host")]
    [InlineData("a/./x", "between its slashes")]
    [InlineData("a//x", "between its slashes")]
    [InlineData("/x", "between its slashes")]
    [InlineData("x/", "between its slashes")]
    [InlineData("a/%2e%2e/x", "between its slashes")]
    [InlineData("a..b/x", "no registry's host")]
    [InlineData("-a.b/x", "no registry's host")]
    [InlineData("a.b:port/x", "no registry's host")]
    [InlineData("[::1%25eth0]/x", "no registry's host")]
    [InlineData("me@host.example/x", "no digest")]
    [InlineData("a.b\\c/x", "no registry's host")]
    [InlineData("Alpine", "between its slashes")]
    [InlineData("a___b", "between its slashes")]
    [InlineData("a.-b", "between its slashes")]
    [InlineData("alpine?x=1", "between its slashes")]
    [InlineData("alpine#x", "between its slashes")]
    [InlineData("alpine\n", "between its slashes")]
    [InlineData("älpine", "between its slashes")]
    [InlineData("$IMAGE", "a variable in it is not set")]
    [InlineData("alpine:$TAG", "a variable in it is not set")]
    [InlineData("", "no name")]
    [InlineData(":tag", "no name")]
    [InlineData("alpine:", "tag")]
    [InlineData("alpine:.x", "tag")]
    [InlineData("alpine:x\n", "tag")]
    [InlineData("alpine:1@", "no digest")]
    [InlineData("alpine@sha256:abc", "no digest")]
    [InlineData("alpine@x/../../containers/json", "no digest")]
    [InlineData("alpine@sha256:" + Digits + "@sha256:" + Digits, "no digest")]
    [InlineData("sha256:" + Digits, "id of an image")]
    [InlineData(Digits, "id of an image")]
    public void Have_the_grammar_of_Docker_or_fail_the_job(string text, string wrong)
    {
        var failure = Assert.Throws<JobFailedException>(() => ImageReference.Parse(text));
        Assert.StartsWith($"'{text}' is no name of an image: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(wrong, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Are_no_longer_than_Docker_takes_them()
    {
        Assert.Equal(255, ImageReference.Parse(new string('a', 255)).Name.Length);
        Assert.Contains("more than 255", Assert.Throws<JobFailedException>(() => ImageReference.Parse(new string('a', 256))).Message, StringComparison.Ordinal);
        Assert.InRange(Assert.Throws<JobFailedException>(() => ImageReference.Parse(new string('a', 1 << 20))).Message.Length, 1, 500);
        Assert.Contains("tag", Assert.Throws<JobFailedException>(() => ImageReference.Parse("a:" + new string('b', 129))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("sha256:../../x")]
    public void Take_nothing_but_a_digest_from_a_registry(string? digest) =>
        Assert.Throws<InfrastructureException>(() => ImageReference.Parse("alpine:3").At(digest));

    [Fact]
    public void Are_what_the_login_is_chosen_by()
    {
        // A value that looks like a variable is not filled in again, so that the login is that of the registry which is asked.
        var variables = new Dictionary<string, string> { ["HOST"] = "registry.corp.example", ["USER"] = "me", ["PASS"] = "secret" };
        var login = new RegistryLogins(variables, withMachines: true).For(ImageReference.Parse("127.0.0.1:5055/x"), new("$USER", "$PASS"));
        Assert.Equal(("127.0.0.1:5055", "me"), (login?.ServerAddress, login?.Username));
    }

    [Theory]
    [InlineData("base", "base", true)]
    [InlineData("base", "base:latest", true)]
    [InlineData("base:latest", "base", true)]
    [InlineData("base", "base:2", false)]
    [InlineData("base*", "base:2", true)]
    [InlineData("corp/*", "corp/x", true)]
    [InlineData("corp/*", "corps/x", false)]
    [InlineData("", "base", false)]
    public void Are_compared_with_those_that_the_settings_grant(string pattern, string image, bool isGranted) =>
        Assert.Equal(isGranted, new UntrustedGrants { LocalImages = [pattern] }.HasImage(ImageReference.Parse(image)));
}
