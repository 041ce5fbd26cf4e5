using Slipway.Engines.Settings;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Doctor;

/// <summary>Looks at the machine and says what engines lack on it.</summary>
public static class Examination
{
    /// <summary>Runs every check; changes nothing.</summary>
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(EngineSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        var found = Run(HostFiles.Real, settings, clock);
        var rules = Environment.IsPrivilegedProcess && HostFiles.Real.HasTool("nft") ? await RulesChecks.RunAsync(settings, clock, cancellationToken) : null;
        return rules is null ? found : [.. found, rules];
    }

    internal static IReadOnlyList<DoctorFinding> Run(HostFiles host, EngineSettings settings, TimeProvider clock) =>
    [
        Environment.IsPrivilegedProcess
            ? new("root", DoctorVerdict.Good, "this process is root")
            : new("root", DoctorVerdict.Weak, "not root: this user needs `slipway host` and the group slipway", "sudo slipway doctor"),
        .. KernelChecks.Run(host),
        .. ToolChecks.Run(host, settings),
        .. NetworkChecks.Run(host, settings),
        .. StorageChecks.Run(host, settings, clock),
    ];
}
