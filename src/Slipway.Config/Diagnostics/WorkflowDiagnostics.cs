namespace Slipway.Config.Diagnostics;

/// <summary>SLW05xx: workflows, matrices and job groups.</summary>
internal static class WorkflowDiagnostics
{
    private static readonly DescriptorList List = new();

    public static readonly DiagnosticDescriptor NoWorkflows = List.Error("SLW0501", "The config has neither workflows nor a job 'build'", "Add 'workflows', or call the one job 'build'.");
    public static readonly DiagnosticDescriptor NoJobs = List.Error("SLW0502", "The workflow '{0}' has no jobs");
    public static readonly DiagnosticDescriptor InvocationShape = List.Error("SLW0503", "A job of a workflow must be a name or a map with one key, not {0}");
    public static readonly DiagnosticDescriptor UnknownRequirement = List.Error("SLW0504", "The workflow has no job '{0}' that could be required");
    public static readonly DiagnosticDescriptor RequiresCycle = List.Error("SLW0505", "The job '{0}' is part of a cycle: {1}");
    public static readonly DiagnosticDescriptor AmbiguousRequirement = List.Warning("SLW0506", "The workflow has several jobs '{0}': all of them are required here, but CircleCI rejects this", "Give each its own 'name', and require that.");
    public static readonly DiagnosticDescriptor UnknownStatus = List.Error("SLW0507", "There is no job status '{0}'");
    public static readonly DiagnosticDescriptor BadPattern = List.Error("SLW0508", "'{0}' is not a regular expression: {1}");
    public static readonly DiagnosticDescriptor BadFilter = List.Error("SLW0509", "The filter cannot be evaluated: {0}");
    public static readonly DiagnosticDescriptor BadCondition = List.Error("SLW0510", "The condition cannot be evaluated: {0}");
    public static readonly DiagnosticDescriptor EmptyLogic = List.Error("SLW0511", "'{0}' must not be empty");
    public static readonly DiagnosticDescriptor LogicShape = List.Warning("SLW0512", "This condition is always {0}: it is {1}, and no logic statement", "Write one of and, or, not, equal and matches, and its values below it.");
    public static readonly DiagnosticDescriptor LogicTooDeep = List.Error("SLW0513", "The condition is nested deeper than {0} levels");
    public static readonly DiagnosticDescriptor WhenAndUnless = List.Warning("SLW0514", "The workflow '{0}' has both 'when' and 'unless'; both must let it run");
    public static readonly DiagnosticDescriptor BadCron = List.Error("SLW0515", "'{0}' is not a timetable: {1}", "Write five fields: minute, hour, day of the month, month, day of the week.");
    public static readonly DiagnosticDescriptor BadSerialGroup = List.Error("SLW0516", "'{0}' is not a name for a serial group", "Use letters, digits and ./_- only, at most 512 characters.");
    public static readonly DiagnosticDescriptor TooManyContexts = List.Error("SLW0517", "The config uses {0} contexts; at most 100 are allowed");
    public static readonly DiagnosticDescriptor TooManyJobs = List.Error("SLW0518", "The workflow '{0}' has more than {1} jobs");
    public static readonly DiagnosticDescriptor SetupWorkflows = List.Warning("SLW0519", "A setup config can run one workflow only, and {0} of this one would run", "Set 'when' or 'filters' so that one is left.");
    public static readonly DiagnosticDescriptor RequiredNeedsTagFilter = List.Warning("SLW0520", "The job '{0}' runs for tags, but '{1}', which it requires, does not", "Give both a filter on tags.");
    public static readonly DiagnosticDescriptor ScheduledInSetup = List.Warning("SLW0521", "Schedules do not work in a setup config");
    public static readonly DiagnosticDescriptor DefinedApproval = List.Warning("SLW0522", "The approval '{0}' has the name of a job, which it does not run");
    public static readonly DiagnosticDescriptor UnsupportedCron = List.Warning("SLW0523", "CircleCI does not take the timetable '{0}': {1}", "List the values with commas.");
    public static readonly DiagnosticDescriptor TooManyNodes = List.Error("SLW0524", "The jobs of the config have more than {0} nodes in all", "Lower 'parallelism': each node is a run of its job's containers.");

    public static readonly DiagnosticDescriptor TextAsCondition = List.Warning("SLW0525", "The condition is the text '{0}', which is always true");
    public static readonly DiagnosticDescriptor ComparedAsText = List.Warning("SLW0526", "'{0}' is compared as this text, not as a value");

    public static readonly DiagnosticDescriptor InvocationSiblings = List.Warning("SLW0527", "Keys at the depth of the job '{0}' have no effect: {1}", "Indent them below the job.");

    public static readonly DiagnosticDescriptor MatrixTooLarge = List.Error("SLW0551", "The matrix makes {0} jobs; at most {1} are allowed");
    public static readonly DiagnosticDescriptor MatrixValues = List.Error("SLW0552", "The matrix values of '{0}' must be a list, not {1}");
    public static readonly DiagnosticDescriptor MatrixUnknownParameter = List.Error("SLW0553", "The job '{0}' has no parameter '{1}' for the matrix");
    public static readonly DiagnosticDescriptor ExcludeIncomplete = List.Error("SLW0554", "An exclusion must give a value to every parameter of the matrix; '{0}' is missing");
    public static readonly DiagnosticDescriptor ExcludeUnknown = List.Error("SLW0555", "The matrix has no parameter '{0}' to exclude");
    public static readonly DiagnosticDescriptor ExcludeNothing = List.Warning("SLW0556", "This exclusion fits no combination of the matrix");
    public static readonly DiagnosticDescriptor MatrixEmpty = List.Warning("SLW0557", "The matrix makes no jobs");
    public static readonly DiagnosticDescriptor MatrixAndArgument = List.Warning("SLW0558", "The parameter '{0}' is given by the matrix and beside it; the value of the matrix counts", "Remove this one.");

    public static readonly DiagnosticDescriptor GroupAndJob = List.Error("SLW0571", "'{0}' is the name of a job and of a job group");
    public static readonly DiagnosticDescriptor NestedGroup = List.Error("SLW0572", "The job group '{0}' cannot hold the job group '{1}'");
    public static readonly DiagnosticDescriptor GroupKey = List.Error("SLW0573", "{0} cannot have the key '{1}' in a workflow", "Allowed are name, requires, filters and serial-group.");
    public static readonly DiagnosticDescriptor GroupRequiresOutside = List.Error("SLW0574", "'{0}' is not in the job group '{1}': jobs of a group can only require each other");
    public static readonly DiagnosticDescriptor RequiresIntoGroup = List.Error("SLW0575", "'{0}' is inside a job group; require the group itself");
    public static readonly DiagnosticDescriptor InnerSerialGroup = List.Error("SLW0576", "A job inside a job group cannot have a serial-group of its own");
    public static readonly DiagnosticDescriptor GroupNeedsNames = List.Error("SLW0577", "The job group '{0}' is in the workflow several times", "Give each its own 'name'.");

    public static IReadOnlyList<DiagnosticDescriptor> All => List.Items;
}
