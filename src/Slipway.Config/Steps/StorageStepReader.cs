using Slipway.Config.Compilation;
using Slipway.Config.Diagnostics;
using Slipway.Model.Plans;

namespace Slipway.Config.Steps;

/// <summary>Reads the steps that keep and fetch files: caches, workspaces, artifacts and test results.</summary>
internal sealed class StorageStepReader(CompileSession session)
{
    private const int MaxCacheKey = 900;

    private readonly RunStepReader _runs = new(session);

    /// <summary>Null when the step is of another kind.</summary>
    public StepPlan? Read(string name, Fields fields) => name switch
    {
        "save_cache" => ReadSaveCache(fields),
        "restore_cache" => ReadRestoreCache(fields),
        "store_artifacts" => new StoreArtifactsStep
        {
            Path = fields.RequiredPath("path"),
            Destination = fields.Text("destination"),
            Name = StepTitles.Of(fields, StepTitles.Artifacts),
            When = _runs.ReadWhen(fields),
        },
        "store_test_results" => new StoreTestResultsStep
        {
            Path = fields.RequiredPath("path"),
            Name = StepTitles.Of(fields, StepTitles.TestResults),
            When = _runs.ReadWhen(fields),
        },
        "persist_to_workspace" => ReadPersist(fields),
        "attach_workspace" => new AttachWorkspaceStep
        {
            At = fields.RequiredPath("at"),
            Name = StepTitles.Of(fields, StepTitles.Attach),
            When = _runs.ReadWhen(fields),
        },
        _ => null,
    };

    private SaveCacheStep ReadSaveCache(Fields fields)
    {
        var key = fields.RequiredCacheKey("key");
        if (key.Length > MaxCacheKey)
        {
            session.Diagnostics.Report(JobDiagnostics.CacheKeyTooLong, fields.Map["key"]!.Span, key.Length);
        }

        return new SaveCacheStep
        {
            Key = key,
            Paths = fields.RequiredPaths("paths", PathRules.None),
            Name = StepTitles.Of(fields, StepTitles.SaveCache),
            When = _runs.ReadWhen(fields),
        };
    }

    /// <summary>When both are there, <c>key</c> is looked for before <c>keys</c>.</summary>
    private RestoreCacheStep ReadRestoreCache(Fields fields)
    {
        var single = fields.CacheKeys("key");
        var several = fields.CacheKeys("keys");
        if (!fields.Has("key") && !fields.Has("keys"))
        {
            fields.RequiredText("key");
        }

        return new RestoreCacheStep
        {
            Keys = [.. single, .. several],
            Name = StepTitles.Of(fields, StepTitles.RestoreCache),
            When = _runs.ReadWhen(fields),
        };
    }

    private PersistToWorkspaceStep ReadPersist(Fields fields)
    {
        var root = fields.RequiredPath("root");
        var paths = fields.RequiredPaths("paths", PathRules.Patterns);
        return new PersistToWorkspaceStep
        {
            Root = root,
            Paths = paths,
            Name = StepTitles.Of(fields, StepTitles.Persist),
            When = _runs.ReadWhen(fields),
        };
    }
}
