using Slipway.Execution.State;
using Slipway.Linux.Processes;

namespace Slipway.Execution.Ownership;

/// <summary>The labels on everything that Slipway makes in the host's Docker, by which the reaper finds it.</summary>
public static class SpaceLabels
{
    /// <summary>The job space's id: all that belongs to one job has the same.</summary>
    public const string Space = "slipway.space";

    /// <summary>The run's id.</summary>
    public const string Run = "slipway.run";

    /// <summary>The job's name, for people.</summary>
    public const string Job = "slipway.job";

    /// <summary>The process that holds it, see <see cref="OwnerProcess"/>.</summary>
    public const string Owner = "slipway.owner";

    /// <summary>The state folder of the run, see <see cref="StateMark"/>.</summary>
    public const string State = "slipway.state";

    /// <summary><c>primary</c> or <c>service</c>.</summary>
    public const string Role = "slipway.role";

    public static Dictionary<string, string> For(string space, string run, string job, string state) => new()
    {
        [Space] = space,
        [Run] = run,
        [Job] = job,
        [Owner] = OwnerProcess.Current.ToString(),
        [State] = state,
    };
}
