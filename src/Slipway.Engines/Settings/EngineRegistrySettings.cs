namespace Slipway.Engines.Settings;

/// <summary>What dockerd and BuildKit in every engine know of registries.</summary>
public sealed record EngineRegistrySettings
{
    /// <summary>Mirrors of the default registry, as URLs with their scheme.</summary>
    public IReadOnlyList<string> Mirrors { get; set; } = [];

    /// <summary>Registries spoken to in plain HTTP or without checking the certificate, as <c>host:port</c>.</summary>
    public IReadOnlyList<string> Insecure { get; set; } = [];

    /// <summary>PEM files of authorities that engines trust besides the public ones.</summary>
    public IReadOnlyList<string> ExtraCertificates { get; set; } = [];
}
