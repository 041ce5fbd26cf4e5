namespace Slipway.Agent.Processes;

/// <summary>Finds programs as execvp does, but on the PATH of the process to be.</summary>
internal static class ProgramPath
{
    public const string Default = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static string? Find(string program, string path, string workingDirectory)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            var place = Path.Combine(workingDirectory, program);
            return File.Exists(place) ? place : null;
        }

        return path.Split(':')
            .Select(folder => Path.Combine(workingDirectory, folder, program))
            .FirstOrDefault(candidate => File.Exists(candidate) && IsExecutable(candidate));
    }

    private static bool IsExecutable(string file) =>
        (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
