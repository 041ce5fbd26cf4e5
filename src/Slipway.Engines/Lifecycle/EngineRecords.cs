using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Locks;

namespace Slipway.Engines.Lifecycle;

/// <summary>The engines' folders with their records; the records are readable by root alone, because the keys are in them.</summary>
public sealed class EngineRecords(InstanceNames names)
{
    // To be walked through by who was given a path in it, not listed.

    /// <summary>Makes an engine's folder; its path.</summary>
    public string MakeFolder(EngineId id)
    {
        Directory.CreateDirectory(names.EnginesFolder, FileModes.PassableFolder);
        var folder = names.EngineFolder(id.Value);
        Directory.CreateDirectory(folder, FileModes.PassableFolder);
        return folder;
    }

    /// <summary>Waits to be the only one who changes an engine's record, or ends it.</summary>
    /// <returns>Null: it has no folder any more, or never had one.</returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "Returned or disposed.")]
    internal async Task<FileLock?> LockAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var held = await FileLock.TakeAsync(LockOf(id), cancellationToken);
            if (File.Exists(LockOf(id)))
            {
                return held;
            }
            held.Dispose();
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <returns>Null: somebody else has the lock, or the engine is gone.</returns>
    internal FileLock? TryLock(string id)
    {
        try
        {
            return FileLock.TryTake(LockOf(id));
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Changes a record as it is when nobody else changes it or ends its engine.</summary>
    /// <param name="change">Gets the record; null: it stays as it is.</param>
    /// <returns>The changed record. Null: there is no such engine any more, or it stays as it is.</returns>
    internal async Task<EngineRecord?> ChangeAsync(string id, Func<EngineRecord, EngineRecord?> change, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(id, cancellationToken);
        if (held is null || Find(id) is not { } record || change(record) is not { } changed)
        {
            return null;
        }
        Save(changed);
        return changed;
    }

    /// <summary>Writes a record in one step: a reader sees the old one or the new one.</summary>
    public void Save(EngineRecord record) =>
        WholeFile.Write(PathOf(record.Id), JsonSerializer.SerializeToUtf8Bytes(record, EngineRecordJson.Default.EngineRecord), FileModes.PrivateFile);

    /// <summary>The record of an engine; null: there is none.</summary>
    public EngineRecord? Find(string id)
    {
        try
        {
            return WorldFailure.OfFiles(() => JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(id)), EngineRecordJson.Default.EngineRecord));
        }
        // One that cannot be read for another reason is there: nobody may take its engine for gone.
        catch (IOException failure) when (failure is FileNotFoundException or { InnerException: JsonException })
        {
            return null;
        }
    }

    /// <summary>All records, oldest first.</summary>
    public IReadOnlyList<EngineRecord> List() =>
        [.. Ids().Select(Find).OfType<EngineRecord>().OrderBy(record => record.Created)];

    /// <summary>Whether an engine has a folder.</summary>
    public bool Has(string id) => Directory.Exists(names.EngineFolder(id));

    /// <summary>The ids that have a folder, with a record or not.</summary>
    public IReadOnlyList<string> Ids() => Folders.In(names.EnginesFolder);

    /// <summary>Removes an engine's folder; harmless when there is none.</summary>
    public void Remove(string id)
    {
        try
        {
            Directory.Delete(names.EngineFolder(id), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing is there, or another process has just removed it.
        }
    }

    private string LockOf(string id) => Path.Combine(names.EngineFolder(id), ".lock");

    private string PathOf(string id) => Path.Combine(names.EngineFolder(id), "engine.json");
}
