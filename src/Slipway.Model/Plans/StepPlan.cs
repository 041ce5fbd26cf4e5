using System.Text.Json.Serialization;

namespace Slipway.Model.Plans;

/// <summary>One step of a job. Commands, <c>when</c> and <c>unless</c> are inlined already.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStep), "run")]
[JsonDerivedType(typeof(CheckoutStep), "checkout")]
[JsonDerivedType(typeof(SetupRemoteDockerStep), "setup_remote_docker")]
[JsonDerivedType(typeof(SaveCacheStep), "save_cache")]
[JsonDerivedType(typeof(RestoreCacheStep), "restore_cache")]
[JsonDerivedType(typeof(StoreArtifactsStep), "store_artifacts")]
[JsonDerivedType(typeof(StoreTestResultsStep), "store_test_results")]
[JsonDerivedType(typeof(PersistToWorkspaceStep), "persist_to_workspace")]
[JsonDerivedType(typeof(AttachWorkspaceStep), "attach_workspace")]
[JsonDerivedType(typeof(AddSshKeysStep), "add_ssh_keys")]
[JsonDerivedType(typeof(InstallSigningBundleStep), "install_signing_bundle")]
public abstract record StepPlan
{
    /// <summary>The title to show; the compiler fills in the default.</summary>
    public required string Name { get; init; }

    public StepWhen When { get; init; }
}

/// <summary>On which state of the job a step runs.</summary>
public enum StepWhen
{
    OnSuccess,
    OnFail,
    Always,
}
