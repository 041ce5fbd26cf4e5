namespace Slipway.Engines.Images;

/// <summary>The image that serves a wanted version.</summary>
/// <param name="Warning">Null, or what the job's log should say: the version is unknown, the nearest is taken, these are there.</param>
public sealed record EngineImageChoice(string Image, string Version, string? Warning);
