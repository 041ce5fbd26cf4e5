using Slipway.Agent.Linux;

namespace Slipway.Agent.Processes;

/// <summary>Starts processes with clean signals and nothing open but their three streams.</summary>
internal static unsafe class Spawner
{
    private const short SignalDefaults = 0x04;
    private const short SignalMask = 0x08;

    /// <summary>
    /// A group and not a session: bash as a session's leader would make the terminal its own, and the kernel would hang up on all
    /// that a step leaves running.
    /// </summary>
    private const short OwnGroup = 0x02;

    /// <summary>Larger than glibc's structures on every processor.</summary>
    private const int StructureSize = 1024;

    /// <exception cref="SystemCallException">The program cannot be run.</exception>
    public static int Spawn(ProcessPlan plan, int input, int output, int errors, bool ownGroup)
    {
        var actions = stackalloc byte[StructureSize];
        var attributes = stackalloc byte[StructureSize];
        var arguments = NativeText.List(plan.Arguments);
        var environment = NativeText.List(plan.Environment);
        _ = Libc.InitActions(actions);
        _ = Libc.InitAttributes(attributes);
        try
        {
            SetSignals(attributes, ownGroup);
            _ = Libc.AddDuplicate(actions, input, 0);
            _ = Libc.AddDuplicate(actions, output, 1);
            _ = Libc.AddDuplicate(actions, errors, 2);
            _ = Libc.AddCloseFrom(actions, 3);
            fixed (byte* directory = NativeText.Terminated(plan.Directory), program = NativeText.Terminated(plan.Program))
            {
                _ = Libc.AddChangeDirectory(actions, directory);
                int process;
                var error = Libc.Spawn(&process, program, actions, attributes, arguments, environment);
                return error == 0 ? process : throw new SystemCallException($"cannot run {plan.Program}", error);
            }
        }
        finally
        {
            _ = Libc.DestroyActions(actions);
            _ = Libc.DestroyAttributes(attributes);
            NativeText.Free(arguments);
            NativeText.Free(environment);
        }
    }

    private static void SetSignals(void* attributes, bool ownGroup)
    {
        var set = stackalloc byte[128];
        _ = Libc.AllSignals(set);
        _ = Libc.SetDefaultSignals(attributes, set);
        _ = Libc.EmptySignals(set);
        _ = Libc.SetSignalMask(attributes, set);
        _ = Libc.SetFlags(attributes, (short)(SignalDefaults | SignalMask | (ownGroup ? OwnGroup : 0)));
    }
}
