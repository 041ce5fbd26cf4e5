using Slipway.Execution.Images;

namespace Slipway.Execution.Tests.Images;

public sealed class Image_references
{
    [Theory]
    [InlineData("alpine", "alpine", "latest", "https://index.docker.io/v1/")]
    [InlineData("cimg/node:20.1", "cimg/node", "20.1", "https://index.docker.io/v1/")]
    [InlineData("localhost:5000/a/b", "localhost:5000/a/b", "latest", "localhost:5000")]
    [InlineData("registry.example.com/a:1", "registry.example.com/a", "1", "registry.example.com")]
    [InlineData("alpine@sha256:abc", "alpine", "sha256:abc", "https://index.docker.io/v1/")]
    public void Are_parted_into_name_version_and_registry(string text, string name, string version, string registry)
    {
        var reference = ImageReference.Parse(text);
        Assert.Equal((name, version, registry), (reference.Name, reference.Version, reference.Registry));
    }
}
