namespace Slipway.Execution.Daemons;

/// <summary>What a job space must know of the Docker daemon it is made on.</summary>
/// <param name="CgroupDriver"><c>cgroupfs</c> or <c>systemd</c>.</param>
/// <param name="UnifiedCgroups">True for cgroup v2.</param>
/// <param name="Cpus">Cores of its machine.</param>
/// <param name="MemoryBytes">Memory of its machine.</param>
/// <param name="IsLocal">Its machine is this one, and its containers are processes that this one's root commands.</param>
public sealed record DaemonFacts(string CgroupDriver, bool UnifiedCgroups, int Cpus, long MemoryBytes, bool IsLocal);
