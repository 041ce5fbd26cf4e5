namespace Slipway.Config.Diagnostics;

/// <summary>SLW03xx: names of commands, executors, jobs and orbs that lead nowhere, or in circles.</summary>
internal static class ReferenceDiagnostics
{
    private static readonly DescriptorList List = new();

    public static readonly DiagnosticDescriptor UnknownStep = List.Error("SLW0301", "There is no step or command '{0}'");
    public static readonly DiagnosticDescriptor UnknownExecutor = List.Error("SLW0302", "There is no executor '{0}'");
    public static readonly DiagnosticDescriptor UnknownJob = List.Error("SLW0303", "There is no job '{0}'");
    public static readonly DiagnosticDescriptor UnknownOrb = List.Error("SLW0304", "There is no orb '{0}' in 'orbs'");
    public static readonly DiagnosticDescriptor NotInOrb = List.Error("SLW0305", "The orb '{0}' has no {1} '{2}'");
    public static readonly DiagnosticDescriptor CommandCycle = List.Error("SLW0306", "The command '{0}' calls itself: {1}");
    public static readonly DiagnosticDescriptor TooManySteps = List.Error("SLW0307", "The jobs have more than {0} steps in all once the commands are inlined");
    public static readonly DiagnosticDescriptor NameCycle = List.Error("SLW0308", "The {0} '{1}' stands for itself");
    public static readonly DiagnosticDescriptor UnknownFilteredJob = List.Warning("SLW0309", "There is no job '{0}'; its filters keep it away from this branch or tag");

    public static readonly DiagnosticDescriptor UnusedCommand = List.Warning("SLW0310", "The command '{0}' is never used");
    public static readonly DiagnosticDescriptor UnusedExecutor = List.Warning("SLW0311", "The executor '{0}' is never used");
    public static readonly DiagnosticDescriptor UnusedJob = List.Warning("SLW0312", "The job '{0}' is in no workflow");
    public static readonly DiagnosticDescriptor UnusedOrb = List.Warning("SLW0313", "The orb '{0}' is never used");
    public static readonly DiagnosticDescriptor UnusedParameter = List.Warning("SLW0314", "The parameter '{0}' is never used");
    public static readonly DiagnosticDescriptor UnusedJobGroup = List.Warning("SLW0315", "The job group '{0}' is in no workflow");
    public static readonly DiagnosticDescriptor NoSuchName = List.Error("SLW0316", "Two {0} have the name '{1}': names do not differ by case alone");

    public static readonly DiagnosticDescriptor BadImage = List.Error("SLW0317", "'{0}' is no name of an image: {1}", "Write name:tag, such as cimg/base:current.");
    public static readonly DiagnosticDescriptor UnsetInImage = List.Warning("SLW0318", "The image would be '{0}' here, for a pipeline value in it is not set", "Such a job can only run where the value is set.");

    public static IReadOnlyList<DiagnosticDescriptor> All => List.Items;
}
