using System.Text;
using Slipway.Execution.Checkouts;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Tests.Checkouts;

public sealed class Configs_of_jobs
{
    private const string Token = "ghp_Secret0123456789";

    [Theory]
    [InlineData("extensions.partialclone", $"https://{Token}@example.invalid/y", "https://example.invalid/y")]
    [InlineData("extensions.partialclone", $"https://example.invalid/oauth2:{Token}/y.git", null)]
    [InlineData("extensions.partialclone", "origin", "origin")]
    [InlineData("remote.origin.url", $"https://example.invalid/oauth2:{Token}/y.git", null)]
    [InlineData("remote.origin.fetch", $"https://{Token}@example.invalid/y", null)]
    [InlineData("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*", "+refs/heads/*:refs/remotes/origin/*")]
    [InlineData("remote.origin.partialclonefilter", $"sparse:oid=https://{Token}@example.invalid/y", null)]
    [InlineData("remote.origin.partialclonefilter", "blob:limit=1m", "blob:limit=1m")]
    [InlineData("remote.origin.promisor", "true", "true")]
    [InlineData("remote.origin.promisor", $"https://{Token}@example.invalid/y", null)]
    [InlineData("branch.main.merge", "refs/heads/a@b", "refs/heads/a@b")]
    [InlineData("branch.main.merge", $"{Token}@example.invalid:y", null)]
    [InlineData("branch.main.remote", $"https://{Token}@example.invalid/y", "https://example.invalid/y")]
    [InlineData("submodule.active", $"https://{Token}@example.invalid/y", null)]
    [InlineData("core.eol", $"https://{Token}@example.invalid/y", null)]
    [InlineData("core.autocrlf", "input", "input")]
    [InlineData("user.name", "Jane / Doe", "Jane / Doe")]
    [InlineData("user.email", "jane@example.invalid", "jane@example.invalid")]
    [InlineData("user.email", $"https://{Token}@example.invalid/y", null)]
    [InlineData("lfs.url", $"https://example.invalid/u:{Token}/y", null)]
    [InlineData("lfs.fetchinclude", "packages/@scope/*", "packages/@scope/*")]
    public void Have_no_secret_of_an_address_under_any_name(string name, string value, string? expected)
    {
        var text = Encoding.UTF8.GetString(JobGitConfig.For(new GitConfig([new(name, value)])));
        Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
        Assert.Equal(expected is null ? "" : new GitConfigEntry(name, expected).Text, text);
    }
}
