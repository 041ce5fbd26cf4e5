namespace Slipway.Cli.Settings;

/// <summary>What a project may say about its jobs and orbs: nothing that changes the machine. Every member may be left out, so they have setters: generated readers give an init-only one null.</summary>
internal sealed record ProjectSettings
{
    /// <inheritdoc cref="JobSettings.ExtraHosts"/>
    public IReadOnlyList<string> ExtraHosts { get; set; } = [];

    /// <summary>Orbs taken from a file or folder of the project: by name as for <c>--orb</c>, the path, relative to the project's root and below it.</summary>
    public IReadOnlyDictionary<string, string> Orbs { get; set; } = new Dictionary<string, string>();

    /// <inheritdoc cref="JobSettings.PublishedPorts"/>
    public string? PublishedPorts { get; set; }
}
