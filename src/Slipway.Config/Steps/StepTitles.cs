using Slipway.Config.Compilation;
using Slipway.Model.Terminals;

namespace Slipway.Config.Steps;

/// <summary>The titles of steps: those that they have when the config gives them none, and how long one may be.</summary>
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

    /// <summary>Letters of a title: it stands in each event of its step, and a step without a name has its whole command for one.</summary>
    private const int MaxLength = 1000;

    /// <summary>What the step calls itself, else its usual title.</summary>
    public static string Of(Fields fields, string usual) => Cut(fields.Text("name") ?? usual);

    public static string Cut(string title) => CutText.Cut(title, MaxLength);
}
