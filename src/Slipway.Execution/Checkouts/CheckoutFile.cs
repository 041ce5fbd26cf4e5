namespace Slipway.Execution.Checkouts;

/// <summary>A file of a checkout.</summary>
/// <param name="Source">Where it lies on this machine.</param>
/// <param name="Name">Its name in the checkout; a folder's ends with a slash.</param>
/// <param name="Content">What is sent instead of what lies there; null: that.</param>
public sealed record CheckoutFile(string Source, string Name, ReadOnlyMemory<byte>? Content = null);
