namespace Slipway.Config.Diagnostics;

/// <summary>SLW04xx: jobs, executors and steps.</summary>
internal static class JobDiagnostics
{
    private static readonly DescriptorList List = new();

    public static readonly DiagnosticDescriptor NoExecutor = List.Error("SLW0401", "The job '{0}' does not say where it runs", "Give it one of docker, machine, macos or executor.");
    public static readonly DiagnosticDescriptor SeveralExecutors = List.Error("SLW0402", "{0} has more than one of docker, machine and macos", "Keep one.");
    public static readonly DiagnosticDescriptor NoSteps = List.Error("SLW0403", "{0} has no steps", "List at least one below 'steps'.");
    public static readonly DiagnosticDescriptor StepShape = List.Error("SLW0404", "A step must be a name or a map with one key, not {0}");
    public static readonly DiagnosticDescriptor StepSiblings = List.Warning("SLW0405", "The step '{0}' has further keys beside it: {1}", "Indent what belongs to the step below it.");
    public static readonly DiagnosticDescriptor ShellStep = List.Error("SLW0406", "The step '{0}' exists in version 2 only");
    public static readonly DiagnosticDescriptor RemoteDockerOnMachine = List.Warning("SLW0407", "'setup_remote_docker' does nothing in a machine job: Docker runs there already", "Remove the step, or use the docker executor.");
    public static readonly DiagnosticDescriptor NoConditionSteps = List.Error("SLW0408", "'{0}' needs the key 'steps'");
    public static readonly DiagnosticDescriptor RerunDelayAlone = List.Error("SLW0409", "'auto_rerun_delay' needs 'max_auto_reruns'");
    public static readonly DiagnosticDescriptor CacheKeyTooLong = List.Error("SLW0410", "The cache key has {0} characters; at most 900 are allowed");
    public static readonly DiagnosticDescriptor BadRetention = List.Error("SLW0411", "'{0}' is not a retention of caches", "Write a number of days from 1d to 15d.");
    public static readonly DiagnosticDescriptor WhenNeedsText = List.Error("SLW0413", "'when' of a step takes always, on_success or on_fail, not {0}");
    public static readonly DiagnosticDescriptor BranchesIgnored = List.Warning("SLW0414", "'branches' of a job is ignored when there are workflows", "Use 'filters' of the job in the workflow.");
    public static readonly DiagnosticDescriptor ApprovalDefined = List.Warning("SLW0415", "A job with 'type: approval' runs nothing and needs no definition", "Write 'type: approval' below its name in the workflow.");
    public static readonly DiagnosticDescriptor UndefinedImage = List.Error("SLW0416", "The image is empty", "Write name:tag, such as cimg/base:current.");
    public static readonly DiagnosticDescriptor CheckoutDepthAlone = List.Warning("SLW0417", "'depth' has no effect without 'method: shallow'");
    public static readonly DiagnosticDescriptor NestedSteps = List.Error("SLW0418", "A list of steps lies inside a list of steps", "Put the inner steps into a command, or pass them as a parameter of type steps.");
    public static readonly DiagnosticDescriptor StepsNotAList = List.Warning("SLW0419", "'steps' should be a list; this one step is taken as a list of one", "Put '- ' before it.");
    public static readonly DiagnosticDescriptor NothingToDo = List.Warning("SLW0420", "The job '{0}' has no steps and does nothing");
    public static readonly DiagnosticDescriptor ExecutorCycle = List.Error("SLW0421", "The executor '{0}' is defined by itself");
    public static readonly DiagnosticDescriptor UnknownResourceClass = List.Warning("SLW0422", "CircleCI has no resource class '{0}' for {1}; here the job may use the whole machine");

    public static IReadOnlyList<DiagnosticDescriptor> All => List.Items;
}
