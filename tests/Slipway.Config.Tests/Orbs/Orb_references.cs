using System.Text.Json;
using Slipway.Config.Orbs;

namespace Slipway.Config.Tests.Orbs;

public sealed class Orb_references
{
    [Theory]
    [InlineData("circleci/node@5.2.0", typeof(OrbVersion.Exact))]
    [InlineData("circleci/node@5.2", typeof(OrbVersion.NewestPatch))]
    [InlineData("circleci/node@5", typeof(OrbVersion.NewestMinor))]
    [InlineData("circleci/node@volatile", typeof(OrbVersion.Volatile))]
    [InlineData("my-ns/my_orb@dev:feature/x.1", typeof(OrbVersion.Dev))]
    public void Every_form_of_a_version_is_read_and_written_alike(string text, Type version)
    {
        var reference = Assert.IsType<OrbReference.Registry>(OrbReference.Parse(text).Reference);

        Assert.IsType(version, reference.Version);
        Assert.Equal(text, reference.ToString());
    }

    [Fact]
    public void An_address_is_a_reference_when_it_is_https()
    {
        Assert.Equal("https://example.org/orb.yml?x=1", OrbReference.Parse("https://example.org/orb.yml?x=1").Reference?.ToString());
        Assert.Equal("only https:// addresses are allowed", OrbReference.Parse("http://example.org/orb.yml").Problem);
        Assert.Equal("it is no valid address", OrbReference.Parse("https://").Problem);
    }

    [Theory]
    [InlineData("node", "it has no namespace")]
    [InlineData("circleci/node", "it has no version")]
    [InlineData("circleci/no de@1", "a namespace and a name hold letters, digits, '-' and '_' only")]
    [InlineData("a/b/c@1", "a namespace and a name hold letters, digits, '-' and '_' only")]
    [InlineData("circleci/node@latest", "'latest' is no version: there are 1, 1.2, 1.2.3, volatile and dev:label")]
    [InlineData("circleci/node@1.2.3.4", "'1.2.3.4' is no version: there are 1, 1.2, 1.2.3, volatile and dev:label")]
    [InlineData("circleci/node@", "'' is no version: there are 1, 1.2, 1.2.3, volatile and dev:label")]
    [InlineData("circleci/node@dev:", "'dev:' is no version: there are 1, 1.2, 1.2.3, volatile and dev:label")]
    public void What_is_wrong_with_a_reference_is_said(string text, string problem) => Assert.Equal((null, problem), OrbReference.Parse(text));

    [Theory]
    [InlineData("circleci/node@5.2.1", "exact")]
    [InlineData("circleci/node@5.2.9", "patch")]
    [InlineData("circleci/node@5.2", "patch")]
    [InlineData("circleci/node@5.3.0", "major")]
    [InlineData("circleci/node@5", "major")]
    [InlineData("circleci/node@6.0.0", "any")]
    [InlineData("circleci/node@volatile", "any")]
    [InlineData("circleci/node@dev:x", "any")]
    [InlineData("other/node@1", "local name")]
    [InlineData("https://example.org/o.yml", "address")]
    [InlineData("https://example.org/p.yml", "local name")]
    public void The_narrowest_mapping_wins(string reference, string path)
    {
        var mappings = new OrbMappings();
        mappings.Add("node", "local name");
        mappings.Add("circleci/node@5.2.1", "exact");
        mappings.Add("circleci/node", "any");
        mappings.Add("circleci/node@5", "major");
        mappings.Add("circleci/node@5.2", "patch");
        mappings.Add("https://example.org/o.yml", "address");

        Assert.Equal(path, mappings.Find(reference, "node"));
    }

    [Fact]
    public void A_later_mapping_replaces_an_equal_one_and_others_get_none()
    {
        var mappings = new OrbMappings();
        mappings.Add("circleci/node", "old");
        mappings.Add("circleci/node", "new");

        Assert.Equal("new", mappings.Find("circleci/node@1", "n"));
        Assert.Null(mappings.Find("circleci/nodes@1", "n"));
    }

    [Fact]
    public void A_lock_is_read_as_it_was_written()
    {
        var written = new OrbLock { Orbs = { ["b/b@1"] = new LockedOrb("b/b@1.0.0", "ff"), ["a/a@1"] = new LockedOrb("a/a@1.0.0", "00") } };

        var text = OrbLock.Write(written);

        Assert.Equal(["a/a@1", "b/b@1"], OrbLock.Read(text).Orbs.Keys);
        Assert.Equal(text, OrbLock.Write(OrbLock.Read(text)));
    }

    [Theory]
    [InlineData("""{"schema": 2, "orbs": {}}""")]
    [InlineData("""{"schema": 1}""")]
    [InlineData("""{"schema": 1, "orbs": {"a/a@1": {}}}""")]
    [InlineData("""{"schema": 1, "orbs": {"a/a@1": null}}""")]
    [InlineData("null")]
    [InlineData("<<<<<<< HEAD")]
    public void What_is_no_lock_is_refused(string text) => Assert.Throws<JsonException>(() => OrbLock.Read(text));
}
