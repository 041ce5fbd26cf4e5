namespace Slipway.Engines.Images;

/// <summary>The image that serves a wanted version, or a machine.</summary>
/// <param name="Image">Its name.</param>
/// <param name="Version">Of its dockerd.</param>
/// <param name="Warning">Null, or what the job's log should say: the version is unknown, the nearest is taken, these are there.</param>
public sealed record EngineImageChoice(string Image, string Version, string? Warning);
