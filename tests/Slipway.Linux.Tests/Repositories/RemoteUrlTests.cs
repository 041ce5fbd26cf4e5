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
    [InlineData("origin")]
    [InlineData("/home/user@corp.invalid/a name#1.git")]
    [InlineData("file:///home/user@corp.invalid/name.git")]
    [InlineData("git@[::1]:owner/name.git")]
    [InlineData("ssh://[fd00::1]:22/owner/name.git")]
    [InlineData("https://example.invalid/größe/~me/name.git")]
    [InlineData("file:///srv/git/name.git")]
    [InlineData("codecommit::eu-west-1://example.invalid/name")]
    public void An_address_without_a_secret_stays(string url) => Assert.Equal(url, RemoteUrl.WithoutCredentials(url));

    [Theory]
    [InlineData($"https://{Token}@example.invalid", "https://example.invalid")]
    [InlineData($"https://{Token}@example.invalid/x", "https://example.invalid/x")]
    [InlineData($"https://user:{Token}@example.invalid/a/b/c/d", "https://example.invalid/a/b/c/d")]
    [InlineData($"https://user:{Token}@with@example.invalid/x", "https://example.invalid/x")]
    [InlineData($"HTTPS://{Token}@example.invalid/x", "HTTPS://example.invalid/x")]
    [InlineData($"ssh://git:{Token}@example.invalid/x", "ssh://git@example.invalid/x")]
    [InlineData($"persistent::https://{Token}@example.invalid/x", "persistent::https://example.invalid/x")]
    public void A_secret_in_an_address_goes(string url, string expected) => Assert.Equal(expected, RemoteUrl.WithoutCredentials(url));

    [Theory]
    [InlineData("https://ev%69l.example/a@github.com/org/app.git")]
    [InlineData("https://évil.example/a@github.com/org/app.git")]
    [InlineData("https://évil.example/org/app.git")]
    [InlineData("https://ev%69l.example/org/app.git")]
    [InlineData("https://evil.example/a@github.com/org/app.git")]
    [InlineData("https://evil.example?a@github.com/org/app.git")]
    [InlineData("https://evil.example#a@github.com/org/app.git")]
    [InlineData("https://evil.example\\@github.com/org/app.git")]
    [InlineData("https://evil.example\\a@github.com/org/app.git")]
    [InlineData("https://github.com\n/org/app.git")]
    [InlineData("https://github.com:x/org/app.git")]
    [InlineData("https:///org/app.git")]
    [InlineData("1https://github.com/org/app.git")]
    [InlineData("my_scheme://evil.example/a@github.com/org/app.git")]
    [InlineData("évil://a@github.com/org/app.git")]
    [InlineData("evil.example:a@github.com:org/app.git")]
    [InlineData("évil.example:a@github.com/org/app.git")]
    [InlineData("évil.example:org/app.git")]
    [InlineData("[git@evil.example:22]:org/app.git")]
    [InlineData("codecommit://profile@name")]
    [InlineData($"https://user:12/34{Token}@example.invalid/x")]
    [InlineData($"https://user:{Token}/with/slash@example.invalid/x")]
    [InlineData($"https://example.invalid/x?private_token={Token}")]
    [InlineData($"https://example.invalid/x#{Token}")]
    [InlineData($"ssh://{Token}@example.invalid/x")]
    [InlineData($"{Token}@example.invalid:x")]
    [InlineData($"user:{Token}@example.invalid/x")]
    [InlineData($"{Token}@example.invalid/x")]
    [InlineData($"ext::curl -H {Token}")]
    [InlineData($"ext::prog --token {Token} https://example.invalid/x")]
    [InlineData($"ext::https://example.invalid/x --token {Token}")]
    [InlineData($"a::b::https://{Token}@example.invalid/x")]
    [InlineData($"{Token}::x")]
    [InlineData($"https://example.invalid/oauth2:{Token}/name.git")]
    [InlineData($"https://example.invalid/oauth2%3a{Token}/name.git")]
    [InlineData($"https://example.invalid/oauth2:{Token}%40host/name.git")]
    [InlineData($"git@example.invalid:oauth2:{Token}/name.git")]
    public void What_is_no_address_without_its_secret_or_could_be_anothers_gives_none(string url) => Assert.Null(RemoteUrl.WithoutCredentials(url));

    [Theory]
    [InlineData("https://user:x@example.invalid/owner/name.git/", "https://example.invalid/owner/name")]
    [InlineData("git@example.invalid:owner/name.git", "example.invalid:owner/name")]
    [InlineData("/srv/git/me@host/name.git", "/srv/git/me@host/name")]
    [InlineData("../name", "../name")]
    public void An_address_is_noted_as_git_notes_it(string url, string noted) => Assert.Equal(noted, RemoteUrl.AsFetched(url));
}
