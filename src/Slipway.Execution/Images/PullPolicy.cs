namespace Slipway.Execution.Images;

/// <summary>When an image is fetched from its registry.</summary>
public enum PullPolicy
{
    Missing,
    Always,
    Never,
}
