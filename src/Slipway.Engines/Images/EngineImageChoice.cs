namespace Slipway.Engines.Images;

/// <summary>The image that serves a wanted version.</summary>
/// <param name="Image">The image's name in the store.</param>
/// <param name="Version">The dockerd's own version in it.</param>
/// <param name="Warning">Null, or what the job's log should say: the version is unknown, the nearest is taken, these are there.</param>
public sealed record EngineImageChoice(string Image, string Version, string? Warning);
