using Slipway.Agent.Linux;

namespace Slipway.Agent.Processes;

/// <summary>Makes the folders that a job works in.</summary>
internal static class JobFolder
{
    /// <exception cref="UnauthorizedAccessException">The container's user may not; the message names the way out.</exception>
    public static void Make(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (UnauthorizedAccessException failure)
        {
            var user = Passwd.Find(Libc.GetUserId())?.Name ?? Libc.GetUserId().ToString(System.Globalization.CultureInfo.InvariantCulture);
            throw new UnauthorizedAccessException(
                $"user {user} may not make the folder {path}; set working_directory to one that it may write in, such as /tmp/project", failure);
        }
    }
}
