namespace Slipway.Model.Assignments;

/// <summary>When an image is fetched from its registry.</summary>
public enum PullPolicy
{
    Missing,
    Always,
    Never,
}
