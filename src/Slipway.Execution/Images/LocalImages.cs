using Slipway.Model.Assignments;

namespace Slipway.Execution.Images;

/// <summary>The images of the machine that untrusted runs are given.</summary>
public static class LocalImages
{
    /// <summary>Whether an image may be used as it is on the machine, without a registry's word.</summary>
    public static bool HasImage(this UntrustedGrants grants, ImageReference image) => grants.LocalImages.Any(pattern => pattern.EndsWith('*')
        ? image.ToString().StartsWith(pattern[..^1], StringComparison.Ordinal)
        : ImageReference.TryParse(pattern, out _) == image);
}
