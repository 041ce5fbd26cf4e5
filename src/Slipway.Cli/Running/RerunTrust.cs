using Slipway.Cli.Exits;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Running;

/// <summary>Decides whether a run that is run again is trusted: it has the earlier run's plan and workspaces, and the code that is there now.</summary>
internal static class RerunTrust
{
    /// <param name="run">The earlier run's number.</param>
    /// <param name="earlier">How far it was trusted.</param>
    /// <param name="now">How far what is there now is.</param>
    /// <exception cref="UsageException">Code that is not trusted would read what a trusted run left in workspaces.</exception>
    public static TrustScope Of(string run, TrustScope earlier, TrustScope now) =>
        !earlier.IsTrusted ? earlier
        : now.IsTrusted ? now
        : throw new UsageException(
            $"--rerun {run}: run {run} was trusted, and what is there now is not: {now.Reason}. It would read the workspaces of that run: run the pipeline anew without --rerun, or say --trusted where the code is the project's own");
}
