using Slipway.Linux.Files;

namespace Slipway.Execution.Checkouts;

/// <summary>A file of a checkout.</summary>
/// <param name="Folder">The door through which it is read; null: it is made here.</param>
/// <param name="Path">Below that folder.</param>
/// <param name="Name">Its name in the checkout; a folder's ends with a slash.</param>
/// <param name="Content">What is sent instead of what lies there; null: that.</param>
public sealed record CheckoutFile(ConfinedFolder? Folder, string Path, string Name, ReadOnlyMemory<byte>? Content = null);
