using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Testing.Folders;

namespace Slipway.Engines.Tests.Lifecycle;

/// <summary>What is written down of engines, by several processes at once and through crashes.</summary>
public sealed class EngineRecordsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly EngineId _id = EngineId.Create(3);
    private readonly InstanceNames _names;
    private readonly EngineRecords _records;

    public EngineRecordsTests()
    {
        _names = new InstanceNames(new EngineSettings { Instance = "slipway-records", RunFolder = _folder.Path });
        _records = new EngineRecords(_names);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string RecordFile => Path.Combine(_names.EngineFolder(_id.Value), "engine.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_is_read_as_it_was_written_and_its_file_is_its_owners_alone()
    {
        _records.MakeFolder(_id);
        var record = Record(7) with { LayerCache = new("owner/name", "trusted"), Head = "head", Warm = true, Sources = ["192.0.2.0/24"], Warnings = ["no memory limit"], Process = 12 };
        _records.Save(record);
        Assert.Equivalent(record, _records.Find(_id.Value), strict: true);
        Assert.Equal(FileModes.PrivateFile, File.GetUnixFileMode(RecordFile));
        Assert.Equal([RecordFile], Directory.GetFiles(_names.EngineFolder(_id.Value)));
    }

    [Fact]
    public async Task Who_reads_while_others_write_sees_a_whole_record()
    {
        _records.MakeFolder(_id);
        _records.Save(Record(0));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadUntil(done.Token))).ToList();
        await Task.WhenAll(Enumerable.Range(1, 4).Select(writer => Task.Run(() => Save(writer))));
        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal([RecordFile], Directory.GetFiles(_names.EngineFolder(_id.Value)));
    }

    [Fact]
    public async Task Of_many_changes_at_once_none_is_lost()
    {
        _records.MakeFolder(_id);
        _records.Save(Record(0));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _records.ChangeAsync(_id.Value, record => record with { Process = record.Process + 1 }, Token))));
        Assert.Equal(20, _records.Find(_id.Value)!.Process);
    }

    [Fact]
    public async Task A_change_of_an_engine_that_is_gone_makes_nothing()
    {
        Assert.Null(await _records.ChangeAsync(_id.Value, record => record, Token));
        Assert.Null(_records.TryLock(_id.Value));
        Assert.Throws<DirectoryNotFoundException>(() => _records.Save(Record(1)));
        Assert.False(_records.Has(_id.Value));
    }

    [Fact]
    public async Task Who_waits_for_the_lock_of_an_engine_that_is_removed_meanwhile_gets_none()
    {
        _records.MakeFolder(_id);
        var held = await _records.LockAsync(_id.Value, Token);
        var waiting = _records.LockAsync(_id.Value, Token);
        _records.Remove(_id.Value);
        held!.Dispose();
        Assert.Null(await waiting);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"id\":")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id": "0030000000", "state": "Sleeping"}""")]
    public void A_damaged_record_is_none(string text)
    {
        _records.MakeFolder(_id);
        File.WriteAllText(RecordFile, text);
        Assert.Null(_records.Find(_id.Value));
        Assert.Empty(_records.List());
        Assert.Equal([_id.Value], _records.Ids());
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_not_taken_for_gone()
    {
        _records.MakeFolder(_id);
        Directory.CreateDirectory(RecordFile);
        Assert.ThrowsAny<IOException>(() => _records.Find(_id.Value));
    }

    [Fact]
    public void The_oldest_comes_first_and_what_has_no_record_is_left_out()
    {
        foreach (var slot in (int[])[9, 5, 7])
        {
            var id = EngineId.Create(slot);
            _records.MakeFolder(id);
            _records.Save(Record(slot) with { Id = id.Value, Created = DateTimeOffset.UnixEpoch.AddHours(slot) });
        }

        _records.MakeFolder(_id);
        Assert.Equal([5, 7, 9], _records.List().Select(record => record.Process));
        _records.Remove(_records.List()[0].Id);
        _records.Remove("0000000000");
        Assert.Equal(3, _records.Ids().Count);
    }

    private void ReadUntil(CancellationToken done)
    {
        do
        {
            var record = _records.Find(_id.Value);
            Assert.Equal($"{record!.Process}", record.Holder);
        }
        while (!done.IsCancellationRequested);
    }

    private void Save(int writer)
    {
        for (var time = 0; time < 50; time++)
        {
            _records.Save(Record((writer * 100) + time));
        }
    }

    private EngineRecord Record(int process) => new()
    {
        Id = _id.Value,
        State = EngineState.Leased,
        Version = "28.5.2",
        Address = "192.0.2.2",
        Limits = EngineLimits.Default,
        Created = DateTimeOffset.UnixEpoch,
        Process = process,
        Holder = $"{process}",
        Owner = OwnerProcess.Current,
        Maker = OwnerProcess.Current,
        Certificates = new("ca", "certificate", "key"),
        Ssh = new(22, "private", "public"),
    };
}
