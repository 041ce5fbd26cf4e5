namespace Slipway.Execution.Blobs;

/// <summary>Content is not stored any more.</summary>
public sealed class BlobGoneException(Blob blob, Exception cause) : IOException($"the stored content {blob.Hash} is gone", cause);
