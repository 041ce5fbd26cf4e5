namespace Slipway.Model.Archives;

/// <summary>The archive is damaged, or it tries to write outside of its folder.</summary>
public sealed class BadArchiveException(string message, bool endsEarly = false) : Exception(message)
{
    /// <summary>Nothing is wrong with it but that it was cut off.</summary>
    public bool EndsEarly { get; } = endsEarly;
}
