namespace Slipway.Config.Diagnostics;

/// <summary>SLW01xx: keys and values that do not have the shape that stands in the reference.</summary>
internal static class ShapeDiagnostics
{
    private static readonly DescriptorList List = new();

    public static readonly DiagnosticDescriptor NotAMap = List.Error("SLW0101", "{0} must be a map of keys and values, not {1}");
    public static readonly DiagnosticDescriptor NotAList = List.Error("SLW0102", "{0} must be a list, not {1}");
    public static readonly DiagnosticDescriptor NotAText = List.Error("SLW0103", "{0} must be a text, not {1}");
    public static readonly DiagnosticDescriptor NotABoolean = List.Error("SLW0104", "{0} must be true or false, not {1}");
    public static readonly DiagnosticDescriptor NotAnInteger = List.Error("SLW0105", "{0} must be a whole number, not {1}");
    public static readonly DiagnosticDescriptor MissingKey = List.Error("SLW0106", "{0} needs the key '{1}'");
    public static readonly DiagnosticDescriptor UnknownKey = List.Warning("SLW0107", "{0} has no key '{1}'; it is ignored");
    public static readonly DiagnosticDescriptor ForbiddenKey = List.Error("SLW0108", "{0} cannot have the key '{1}'");
    public static readonly DiagnosticDescriptor NotAllowedValue = List.Error("SLW0109", "{0} cannot be '{1}'");
    public static readonly DiagnosticDescriptor MissingVersion = List.Error("SLW0110", "The config has no 'version'", "Start it with 'version: 2.1'.");
    public static readonly DiagnosticDescriptor UnknownVersion = List.Error("SLW0111", "There is no config version '{0}'", "Write 'version: 2.1' (or 2, or 2.0).");
    public static readonly DiagnosticDescriptor NeedsVersion21 = List.Warning("SLW0112", "'{0}' is ignored: it needs version 2.1, and this config has version {1}", "Write 'version: 2.1' at the top.");
    public static readonly DiagnosticDescriptor UnknownTopLevelKey = List.Warning("SLW0113", "A config has no key '{0}'; it is ignored");
    public static readonly DiagnosticDescriptor Deprecated = List.Warning("SLW0114", "{0} is deprecated: {1}");
    public static readonly DiagnosticDescriptor EmptyList = List.Error("SLW0115", "{0} must not be empty");
    public static readonly DiagnosticDescriptor BadDuration = List.Error("SLW0116", "'{0}' is not a duration for {1}", "Write a number with a unit, such as 30s, 20m or 1.5h.");
    public static readonly DiagnosticDescriptor OutOfRange = List.Error("SLW0117", "{0} must be {1}, not {2}");
    public static readonly DiagnosticDescriptor ChangesInEnvironment = List.Warning("SLW0118", "Without quotes {0} becomes the text '{1}' in the environment", "Quote it to keep it as it is.");
    public static readonly DiagnosticDescriptor NullEnvironment = List.Warning("SLW0119", "The variable '{0}' has no value and becomes the text '<nil>'", "Write '' for an empty text.");
    public static readonly DiagnosticDescriptor BadVariableName = List.Warning("SLW0120", "'{0}' is not a usable name of an environment variable", "Use letters, digits and '_', and do not start with a digit.");
    public static readonly DiagnosticDescriptor BadListItem = List.Error("SLW0121", "{0} holds {1}, which does not belong there");

    public static readonly DiagnosticDescriptor DurationWithoutUnit = List.Warning("SLW0122", "'{0}' has no unit and is ignored: the step may be silent for 10m, as without it");
    public static readonly DiagnosticDescriptor KeptAsText = List.Warning("SLW0123", "{0} keeps '{1}' as text: {2}");
    public static readonly DiagnosticDescriptor VariableKeptAsText = List.Warning("SLW0124", "The variable '{0}' keeps '{1}' as text: nothing is expanded in 'environment'");

    public static IReadOnlyList<DiagnosticDescriptor> All => List.Items;
}
