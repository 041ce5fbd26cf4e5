namespace Slipway.Config.Diagnostics;

/// <summary>SLW00xx: the text is not readable as YAML, or reads as something else than it looks.</summary>
internal static class YamlDiagnostics
{
    private static readonly DescriptorList List = new();

    public static readonly DiagnosticDescriptor Syntax = List.Error("SLW0001", "This is not valid YAML: {0}");
    public static readonly DiagnosticDescriptor TooLarge = List.Error("SLW0002", "The file has {0}; at most {1} are read", "Split it, for example with dynamic configuration.");
    public static readonly DiagnosticDescriptor WrongEncoding = List.Error("SLW0003", "The file is not UTF-8: byte 0x{0} does not belong here", "Save the file as UTF-8.");
    public static readonly DiagnosticDescriptor ControlCharacter = List.Error("SLW0004", "The character U+{0} is not allowed in YAML", "Remove it, or write it as an escape in double quotes.");
    public static readonly DiagnosticDescriptor Empty = List.Error("SLW0005", "The file holds nothing", "A config starts with 'version: 2.1' and has 'jobs' and 'workflows'.");
    public static readonly DiagnosticDescriptor TooDeep = List.Error("SLW0006", "The nesting is deeper than {0} levels");
    public static readonly DiagnosticDescriptor TooManyNodes = List.Error("SLW0007", "The file has more than {0} keys and values");
    public static readonly DiagnosticDescriptor ExpandsTooFar = List.Error("SLW0008", "With its aliases followed this has more than {0} keys and values", "Aliases of aliases multiply; use fewer of them.");
    public static readonly DiagnosticDescriptor UnknownAnchor = List.Error("SLW0009", "There is no anchor '&{0}' above this alias", "Quote it if it is no alias but a text that begins with '*'.");
    public static readonly DiagnosticDescriptor CyclicAlias = List.Error("SLW0010", "The alias '*{0}' lies inside the anchor that it names");
    public static readonly DiagnosticDescriptor DuplicateKey = List.Warning("SLW0011", "The key '{0}' is here twice; the first one is dropped", "Remove one, or join the two.");
    public static readonly DiagnosticDescriptor KeyNotText = List.Error("SLW0012", "A key must be a text, not {0}");
    public static readonly DiagnosticDescriptor BadMerge = List.Error("SLW0013", "'<<' merges maps, but this is {0}", "Give it an alias of a map, or a list of such aliases.");
    public static readonly DiagnosticDescriptor SeveralDocuments = List.Warning("SLW0014", "Only the first document of the file is read; this one is dropped", "Remove the '---' line.");
    public static readonly DiagnosticDescriptor UnknownTag = List.Warning("SLW0015", "The tag '{0}' is ignored", "Quote it if it is no tag but a text that begins with '!'.");

    public static IReadOnlyList<DiagnosticDescriptor> All => List.Items;
}
