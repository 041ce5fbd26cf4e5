namespace Slipway.Config.Diagnostics;

/// <summary>SLW06xx: orbs.</summary>
internal static class OrbDiagnostics
{
    private static readonly DescriptorList List = new();

    public static readonly DiagnosticDescriptor NotFound = List.Error("SLW0601", "The orb '{0}' was not found: {1}");
    public static readonly DiagnosticDescriptor Unreachable = List.Error("SLW0602", "The orb '{0}' could not be fetched: {1}");
    public static readonly DiagnosticDescriptor BadReference = List.Error("SLW0603", "'{0}' is not an orb reference: {1}", "Write namespace/name@1.2.3, an https:// address, or an orb in place.");
    public static readonly DiagnosticDescriptor OrbCycle = List.Error("SLW0604", "The orb '{0}' uses itself: {1}");
    public static readonly DiagnosticDescriptor TooDeep = List.Error("SLW0605", "Orbs are nested deeper than {0} levels");
    public static readonly DiagnosticDescriptor WorkflowsInOrb = List.Warning("SLW0606", "An orb has no workflows; these are ignored");
    public static readonly DiagnosticDescriptor TooManyOrbs = List.Error("SLW0607", "The config uses more than {0} orbs");
    public static readonly DiagnosticDescriptor EmptyOrb = List.Error("SLW0608", "The orb '{0}' is empty", "Give its source with --orb NAME=PATH if something fills it in later.");

    public static IReadOnlyList<DiagnosticDescriptor> All => List.Items;
}
