using Slipway.Cli.Exits;
using Slipway.Config.Selection;

namespace Slipway.Cli.Running;

/// <summary>
/// Holds a run that is run again to the branch or tag of the earlier one. Its plan was chosen for that: the filters have let jobs through, and conditions and
/// values were decided. With the code of another branch the same plan would deploy what nothing lets deploy.
/// </summary>
internal static class RerunPush
{
    /// <param name="run">The earlier run's number.</param>
    /// <param name="earlier">What it was for.</param>
    /// <param name="now">What is checked out, or what the options say.</param>
    /// <exception cref="UsageException">They differ.</exception>
    public static void Check(string run, PushedRef earlier, PushedRef now)
    {
        if (earlier == now)
        {
            return;
        }

        var option = earlier.IsTag ? $", or say --tag {earlier.Tag}" : earlier.Branch is { } branch ? $", or say --branch {branch}" : "";
        throw new UsageException(
            $"--rerun {run}: run {run} was for {earlier.Describe()}, and this is {now.Describe()}: which jobs run was decided for the former. Run the pipeline anew without --rerun{option}");
    }
}
