using Slipway.Linux.Repositories;

namespace Slipway.Linux.Tests.Repositories;

public sealed class RemoteUrlTests
{
    private const string Token = "ghp_Secret0123456789";

    [Theory]
    [InlineData("https://example.invalid/owner/name.git")]
    [InlineData("https://example.invalid:8443/a/b/c/name")]
    [InlineData("ssh://git@example.invalid:2222/owner/name.git")]
    [InlineData("git@example.invalid:owner/name.git")]
    [InlineData("gitea@example.invalid:name")]
    [InlineData("example.invalid:owner/name")]
    [InlineData("/srv/git/name.git")]
    [InlineData("../name")]
    [InlineData("file:///srv/git/name.git")]
    [InlineData("codecommit::eu-west-1://example.invalid/name")]
    public void An_address_without_a_secret_stays(string url) => Assert.Equal(url, RemoteUrl.WithoutCredentials(url));

    [Theory]
    [InlineData($"https://{Token}@example.invalid", "https://example.invalid")]
    [InlineData($"https://{Token}@example.invalid/x", "https://example.invalid/x")]
    [InlineData($"https://user:{Token}@example.invalid/a/b/c/d", "https://example.invalid/a/b/c/d")]
    [InlineData($"https://user:{Token}/with/slash@example.invalid/x", "https://example.invalid/x")]
    [InlineData($"https://user:{Token}@with@example.invalid/x", "https://example.invalid/x")]
    [InlineData($"https://example.invalid/x?private_token={Token}", "https://example.invalid/x")]
    [InlineData($"https://example.invalid/x#{Token}", "https://example.invalid/x")]
    [InlineData($"HTTPS://{Token}@example.invalid/x", "HTTPS://example.invalid/x")]
    [InlineData($"ssh://git:{Token}@example.invalid/x", "ssh://git@example.invalid/x")]
    [InlineData($"ssh://{Token}@example.invalid/x", "ssh://example.invalid/x")]
    [InlineData($"{Token}@example.invalid:x", "example.invalid:x")]
    [InlineData($"user:{Token}@example.invalid/x", "example.invalid/x")]
    [InlineData($"{Token}@example.invalid/x", "example.invalid/x")]
    [InlineData($"ext::curl -H {Token}", "ext::")]
    [InlineData($"persistent::https://{Token}@example.invalid/x", "persistent::https://example.invalid/x")]
    public void A_secret_in_an_address_goes(string url, string expected) => Assert.Equal(expected, RemoteUrl.WithoutCredentials(url));
}
