using System.Text.Json;
using Slipway.Engines.Identity;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Running;

/// <summary>The engines' folders with their records; the records are readable by root alone, because the keys are in them.</summary>
public sealed class EngineRecords(InstanceNames names)
{
    // To be walked through by who was given a path in it, not listed.
    private const UnixFileMode Walkable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes an engine's folder; its path.</summary>
    public string MakeFolder(EngineId id)
    {
        Directory.CreateDirectory(names.EnginesFolder, Walkable);
        var folder = names.EngineFolder(id.Value);
        Directory.CreateDirectory(folder, Walkable);
        return folder;
    }

    /// <summary>Writes a record in one step: a reader sees the old one or the new one.</summary>
    public void Save(EngineRecord record)
    {
        var path = PathOf(record.Id);
        SecretFile.Write(path + ".new", JsonSerializer.SerializeToUtf8Bytes(record, EngineRecordJson.Default.EngineRecord));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>The record of an engine; null: there is none.</summary>
    public EngineRecord? Find(string id)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(id)), EngineRecordJson.Default.EngineRecord);
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>All records, oldest first.</summary>
    public IReadOnlyList<EngineRecord> List() =>
        [.. Folders().Select(Find).OfType<EngineRecord>().OrderBy(record => record.Created)];

    /// <summary>The ids that have a folder, with a record or not.</summary>
    public IReadOnlyList<string> Folders() =>
        Directory.Exists(names.EnginesFolder) ? [.. Directory.GetDirectories(names.EnginesFolder).Select(path => Path.GetFileName(path))] : [];

    /// <summary>Removes an engine's folder; harmless when there is none.</summary>
    public void Remove(string id)
    {
        if (Directory.Exists(names.EngineFolder(id)))
        {
            Directory.Delete(names.EngineFolder(id), recursive: true);
        }
    }

    private string PathOf(string id) => Path.Combine(names.EngineFolder(id), "engine.json");
}
