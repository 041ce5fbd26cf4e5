namespace Slipway.Execution.Blobs;

/// <summary>Stored content, named by itself.</summary>
/// <param name="Hash">SHA-256 of the bytes as they are stored, in lower-case hexadecimal.</param>
public sealed record Blob(string Hash, long Bytes);
