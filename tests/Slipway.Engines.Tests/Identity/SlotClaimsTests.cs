using Slipway.Engines.Identity;
using Slipway.Linux.Failures;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Tests.Identity;

public sealed class SlotClaimsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slots").FullName;

    [Fact]
    public void Two_instances_never_get_the_same_slot()
    {
        var first = new SlotClaims("one", _folder);
        var second = new SlotClaims("two", _folder);
        var slots = Enumerable.Range(0, EngineId.Slots / 2).SelectMany(_ => (EngineId[])[first.Claim(OwnerProcess.Nobody), second.Claim(OwnerProcess.Nobody)]).Select(id => id.Slot);
        Assert.Equal(EngineId.Slots, slots.Distinct().Count());
        Assert.Throws<InfrastructureException>(() => first.Claim(OwnerProcess.Nobody));
    }

    [Fact]
    public void An_instance_sees_its_own_claims_with_their_makers()
    {
        var claims = new SlotClaims("one", _folder);
        new SlotClaims("two", _folder).Claim(OwnerProcess.Nobody);
        var maker = OwnerProcess.Current;
        var id = claims.Claim(maker);
        Assert.Equal([new(id, maker)], claims.List());
    }

    [Fact]
    public void Releasing_a_slot_that_another_engine_has_by_now_changes_nothing()
    {
        var claims = new SlotClaims("one", _folder);
        var id = claims.Claim(OwnerProcess.Nobody);
        claims.Release(EngineId.Create(id.Slot));
        Assert.Single(claims.List());
        claims.Release(id);
        Assert.Empty(claims.List());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
