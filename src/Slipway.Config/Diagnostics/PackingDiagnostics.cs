namespace Slipway.Config.Diagnostics;

/// <summary>SLW07xx: packing a tree of files into one.</summary>
internal static class PackingDiagnostics
{
    private static readonly DescriptorList List = new();

    public static readonly DiagnosticDescriptor DefinedTwice = List.Error("SLW0701", "'{0}' is defined by more than one file", "Keep one of them; only maps are joined.");
    public static readonly DiagnosticDescriptor NoMapToJoin = List.Error("SLW0702", "A file that joins its folder's map must hold a map, not {0}");
    public static readonly DiagnosticDescriptor IncludeNotFound = List.Error("SLW0703", "The file '{0}' to include is not in the tree", "Paths of includes are relative to the root of the tree.");
    public static readonly DiagnosticDescriptor IncludeNotAlone = List.Error("SLW0704", "An include must be the whole value", "Write <<include(scripts/x.sh)>> and nothing beside it.");
    public static readonly DiagnosticDescriptor NothingToPack = List.Error("SLW0705", "The folder holds no YAML files to pack");
    public static readonly DiagnosticDescriptor TooLarge = List.Error("SLW0706", "Written out, the text would be too large", "Use fewer aliases: each is written out where it stands.");
    public static readonly DiagnosticDescriptor FileRefused = List.Error("SLW0707", "The file '{0}' is not read: {1}");

    public static IReadOnlyList<DiagnosticDescriptor> All => List.Items;
}
