namespace Slipway.Config.Yaml;

/// <summary>How much input is taken, so that time and memory stay bounded whatever a file holds.</summary>
internal static class YamlLimits
{
    /// <summary>A config of 100,000 lines has about 4 MB.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    public const int MaxDepth = 256;

    /// <summary>Nodes as written.</summary>
    public const int MaxNodes = 1_000_000;

    /// <summary>Nodes after all aliases and merge keys are followed.</summary>
    public const int MaxExpandedNodes = 2_000_000;

    /// <summary>Entries that merge keys copy.</summary>
    public const int MaxMergedEntries = 500_000;
}
