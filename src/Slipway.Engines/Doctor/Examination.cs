using Slipway.Engines.Hosting;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Doctor;

/// <summary>Looks at the machine and says what engines lack on it.</summary>
public static class Examination
{
    /// <summary>Runs every check; changes nothing, but that root mounts a storage that is there.</summary>
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(EngineSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        var isRoot = Environment.IsPrivilegedProcess;
        var examiner = new Examiner(
            isRoot,
            !isRoot && IsServed(settings),
            isRoot ? await StorageChecks.OpenAsync(settings, clock, cancellationToken) : null);
        var found = Run(HostFiles.Real, settings, clock, examiner);
        var rules = Environment.IsPrivilegedProcess && HostFiles.Real.HasTool("nft") ? await RulesChecks.RunAsync(settings, clock, cancellationToken) : null;
        return rules is null ? found : [.. found, rules];
    }

    private static bool IsServed(EngineSettings settings)
    {
        try
        {
            return HostClient.Listens(new InstanceNames(settings).HostSocket);
        }
        catch (InfrastructureException)
        {
            // It listens, but not to this user.
            return false;
        }
    }

    internal static IReadOnlyList<DoctorFinding> Run(HostFiles host, EngineSettings settings, TimeProvider clock, Examiner examiner) =>
    [
        examiner.IsRoot ? new("root", DoctorVerdict.Good, "this process is root")
            : examiner.IsServed ? new("root", DoctorVerdict.Good, "not root, and it need not be: `slipway host` makes this user's engines")
            : new("root", DoctorVerdict.Weak, "not root: this user needs `slipway host` and the group slipway", "sudo slipway doctor"),
        .. KernelChecks.Run(host),
        .. ToolChecks.Run(host, settings),
        .. NetworkChecks.Run(host, settings),
        .. StorageChecks.Run(host, settings, clock, examiner),
    ];
}

/// <summary>Who looks at the machine.</summary>
/// <param name="IsServed">A `slipway host` listens, and this user may speak to it.</param>
/// <param name="StorageFailure">Why the storage cannot be mounted; null: it can, or there is none yet, or nobody has tried.</param>
internal sealed record Examiner(bool IsRoot, bool IsServed = false, string? StorageFailure = null);
