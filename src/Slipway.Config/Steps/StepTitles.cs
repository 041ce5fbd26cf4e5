namespace Slipway.Config.Steps;

/// <summary>The titles that steps have when the config gives them none.</summary>
internal static class StepTitles
{
    public const string Checkout = "Checkout code";
    public const string RemoteDocker = "Setup a remote Docker engine";
    public const string SshKeys = "Installing additional SSH keys";
    public const string SigningBundle = "Install signing bundle";
    public const string SaveCache = "Saving Cache";
    public const string RestoreCache = "Restoring Cache";
    public const string Artifacts = "Uploading artifacts";
    public const string TestResults = "Uploading test results";
    public const string Persist = "Persisting to workspace";
    public const string Attach = "Attaching workspace";
}
