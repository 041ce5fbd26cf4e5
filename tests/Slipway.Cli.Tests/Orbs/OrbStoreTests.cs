using System.Text;
using Microsoft.Extensions.Time.Testing;
using Slipway.Cli.Exits;
using Slipway.Cli.Orbs;
using Slipway.Config.Orbs;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Orbs;

public sealed class OrbStoreTests : IDisposable
{
    private const string Source = "version: 2.1\ndescription: näve\n";

    private readonly TestFolder _folder = new();
    private readonly FakeRegistry _registry = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string LockPath => Path.Combine(_folder.Path, "slipway.lock");

    public void Dispose()
    {
        _registry.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_orb_comes_from_the_registry_once_and_then_needs_no_network()
    {
        _registry.Orbs["acme/boat@1"] = ("1.4.2", Source);

        var first = Assert.IsType<OrbLookup.Found>(await FindAsync("acme/boat@1"));
        var second = Assert.IsType<OrbLookup.Found>(await FindAsync("acme/boat@1", isOffline: true));

        Assert.Equal(("acme/boat@1.4.2", "orb acme/boat@1.4.2", Source), (first.Resolved, first.File, Encoding.UTF8.GetString(first.Content.Span)));
        Assert.Equal(Source, Encoding.UTF8.GetString(second.Content.Span));
        Assert.Single(_registry.Asked);
    }

    [Fact]
    public async Task A_locked_reference_keeps_its_version_for_ever()
    {
        _registry.Orbs["acme/boat@1"] = ("1.4.2", Source);
        await FindAsync("acme/boat@1", withLock: true);
        _registry.Orbs["acme/boat@1"] = ("1.5.0", "description: newer");
        _clock.Advance(TimeSpan.FromDays(400));

        var later = Assert.IsType<OrbLookup.Found>(await FindAsync("acme/boat@1", withLock: true));

        Assert.Equal("acme/boat@1.4.2", later.Resolved);
        Assert.Contains("\"acme/boat@1\": {\n", await File.ReadAllTextAsync(LockPath, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_fetches_its_exact_version_when_the_cache_is_empty()
    {
        _registry.Orbs["acme/boat@1"] = ("1.4.2", Source);
        await FindAsync("acme/boat@1", withLock: true);
        Directory.Delete(Path.Combine(_folder.Path, "cache"), recursive: true);
        _registry.Orbs["acme/boat@1.4.2"] = ("1.4.2", Source);

        Assert.IsType<OrbLookup.Found>(await FindAsync("acme/boat@1", withLock: true));

        Assert.Equal(["acme/boat@1", "acme/boat@1.4.2"], _registry.Asked);
    }

    [Fact]
    public async Task An_orb_that_is_not_what_was_locked_is_refused()
    {
        _registry.Orbs["acme/boat@dev:x"] = ("dev:x", Source);
        await FindAsync("acme/boat@dev:x", withLock: true);
        Directory.Delete(Path.Combine(_folder.Path, "cache"), recursive: true);
        _registry.Orbs["acme/boat@dev:x"] = ("dev:x", "description: changed");

        var lookup = Assert.IsType<OrbLookup.NotFound>(await FindAsync("acme/boat@dev:x", withLock: true));

        Assert.Contains("its hash differs", lookup.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme/boat@1.4.2", 1)]
    [InlineData("acme/boat@1.4", 2)]
    [InlineData("acme/boat@volatile", 2)]
    [InlineData("acme/boat@dev:main", 2)]
    public async Task Only_an_exact_version_is_cached_for_longer_than_a_day(string reference, int asked)
    {
        _registry.Orbs[reference] = ("1.4.2", Source);

        await FindAsync(reference);
        _clock.Advance(TimeSpan.FromHours(23));
        await FindAsync(reference);
        _clock.Advance(TimeSpan.FromHours(2));
        await FindAsync(reference);

        Assert.Equal(asked, _registry.Asked.Count);
    }

    [Fact]
    public async Task A_stale_orb_is_better_than_none_when_the_registry_is_silent()
    {
        _registry.Orbs["acme/boat@1"] = ("1.4.2", Source);
        await FindAsync("acme/boat@1");
        _clock.Advance(TimeSpan.FromDays(2));
        _registry.Answer = (502, "bad gateway");

        Assert.IsType<OrbLookup.Found>(await FindAsync("acme/boat@1"));
    }

    [Fact]
    public async Task A_broken_cache_is_asked_anew()
    {
        _registry.Orbs["acme/boat@1.4.2"] = ("1.4.2", Source);
        await FindAsync("acme/boat@1.4.2");
        var text = Directory.GetFiles(Path.Combine(_folder.Path, "cache", "texts")).Single();
        await File.WriteAllTextAsync(text, "garbage", Token);

        var found = Assert.IsType<OrbLookup.Found>(await FindAsync("acme/boat@1.4.2"));

        Assert.Equal(Source, Encoding.UTF8.GetString(found.Content.Span));
    }

    [Theory]
    [InlineData(200, "{\"data\":{\"orbVersion\":null}}", "knows no such orb or version")]
    [InlineData(200, "{\"data\":null,\"errors\":[{\"message\":\"No orb here.\"}]}", "says: No orb here")]
    public async Task An_orb_that_does_not_exist_is_not_found(int status, string body, string reason)
    {
        _registry.Answer = (status, body);

        Assert.EndsWith(reason, Assert.IsType<OrbLookup.NotFound>(await FindAsync("acme/boat@1")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "oops")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    public async Task An_answer_that_is_none_says_the_way_out(int status, string body)
    {
        _registry.Answer = (status, body);

        var lookup = Assert.IsType<OrbLookup.Unreachable>(await FindAsync("acme/boat@1"));

        Assert.Contains("--orb acme/boat=PATH", lookup.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_is_named_and_asked_once_only()
    {
        using var store = new OrbStore(Settings() with { Registry = new Uri("http://127.0.0.1:9/graphql") }, _clock);

        var first = Assert.IsType<OrbLookup.Unreachable>(await store.FindAsync("acme/boat@1", "boat", Token));
        var second = Assert.IsType<OrbLookup.Unreachable>(await store.FindAsync("acme/sail@1", "sail", Token));

        Assert.StartsWith("127.0.0.1 cannot be reached", first.Reason, StringComparison.Ordinal);
        Assert.Equal(first.Reason, second.Reason);
    }

    [Fact]
    public async Task An_orb_by_address_is_downloaded_or_said_to_be_missing()
    {
        _registry.Texts["/orb.yml"] = Source;
        using var network = new OrbNetwork(Settings() with { Hosts = [_registry.Url.Host] });

        var found = await network.FetchAsync(new OrbReference.Address(new Uri(_registry.Url, "/orb.yml")), Token);
        var missing = await network.FetchAsync(new OrbReference.Address(new Uri(_registry.Url, "/none.yml")), Token);

        Assert.Equal(new OrbFetch.Found(new Uri(_registry.Url, "/orb.yml").OriginalString, Source), found);
        Assert.Equal(new OrbFetch.Missing($"{_registry.Url.Host} has nothing at this address"), missing);
    }

    [Theory]
    [InlineData("https://127.0.0.1:9/orb.yml")]
    [InlineData("https://0x7f.1:9/orb.yml")]
    [InlineData("https://localhost:9/orb.yml")]
    [InlineData("https://[::1]:9/orb.yml")]
    [InlineData("https://[::ffff:127.0.0.1]:9/orb.yml")]
    public async Task An_orb_at_an_address_that_is_not_the_internets_is_not_asked_for(string address)
    {
        using var store = new OrbStore(Settings() with { Hosts = ["git.example.com"] }, _clock);

        var lookup = Assert.IsType<OrbLookup.Unreachable>(await store.FindAsync(address, "boat", Token));

        Assert.Contains("not the internet's. Where orbs come from there, name it in orbHosts of /etc/slipway/jobs.json", lookup.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_is_one_that_a_server_redirects_to()
    {
        _registry.Texts["/orb.yml"] = Source;
        _registry.Redirects["/moved.yml"] = $"http://localhost:{_registry.Url.Port}/orb.yml";
        using var network = new OrbNetwork(Settings() with { Hosts = [_registry.Url.Host] });

        var failed = Assert.IsType<OrbFetch.Failed>(await network.FetchAsync(new OrbReference.Address(new Uri(_registry.Url, "/moved.yml")), Token));

        Assert.StartsWith("localhost has an address that is not the internet's", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_sent_as_CircleCI_wants_it()
    {
        using var store = new OrbStore(Settings() with { Token = "secret" }, _clock);

        await store.FindAsync("acme/boat@1", "boat", Token);

        Assert.Equal("secret", _registry.LastToken);
    }

    [Fact]
    public async Task A_local_file_or_folder_takes_the_place_of_an_orb()
    {
        _folder.Write("packed.yml", Source);
        _folder.Write("orb/src/@orb.yml", "version: 2.1");
        _folder.Write("orb/src/commands/go.yml", "steps: [{run: <<include(scripts/go.sh)>>}]");
        _folder.Write("orb/src/scripts/go.sh", "echo go\n");
        var mappings = new OrbMappings();
        mappings.Add("acme/boat", "packed.yml");
        mappings.Add("acme/boat@2", "orb");

        var file = Assert.IsType<OrbLookup.Found>(await FindAsync("acme/boat@1.0.0", mappings: mappings));
        var folder = Assert.IsType<OrbLookup.Found>(await FindAsync("acme/boat@2.1", mappings: mappings));

        Assert.Equal(Source, Encoding.UTF8.GetString(file.Content.Span));
        Assert.Equal("version: 2.1\ncommands:\n  go:\n    steps:\n    - run: |\n        echo go\n", Encoding.UTF8.GetString(folder.Content.Span));
        Assert.Empty(_registry.Asked);
    }

    [Fact]
    public async Task A_mapped_path_that_is_wrong_is_said_to_be()
    {
        _folder.Write("broken/commands/go.yml", "steps: [<<include(none.sh)>>]");
        var mappings = new OrbMappings();
        mappings.Add("acme/boat", "nowhere");
        mappings.Add("acme/sail", "broken");

        var missing = Assert.IsType<OrbLookup.NotFound>(await FindAsync("acme/boat@1", mappings: mappings));
        var broken = Assert.IsType<OrbLookup.NotFound>(await FindAsync("acme/sail@1", mappings: mappings));

        Assert.Equal("there is no file or folder nowhere", missing.Reason);
        Assert.Contains("broken/commands/go.yml:1:", broken.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_is_none_is_a_usage_error()
    {
        File.WriteAllText(LockPath, "{");

        Assert.Throws<UsageException>(() => new OrbStore(Settings() with { LockFile = LockPath }, _clock));
    }

    private async Task<OrbLookup> FindAsync(string reference, bool isOffline = false, bool withLock = false, OrbMappings? mappings = null)
    {
        var settings = Settings() with { IsOffline = isOffline, LockFile = withLock ? LockPath : null, Mappings = mappings ?? new OrbMappings() };
        using var store = new OrbStore(settings, _clock);
        var lookup = await store.FindAsync(reference, "boat", Token);
        store.SaveLock();
        return lookup;
    }

    private OrbSettings Settings() => new() { Registry = _registry.Url, CacheFolder = Path.Combine(_folder.Path, "cache"), Folder = _folder.Path };
}
