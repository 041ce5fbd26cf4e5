using Slipway.Testing.Programs;

namespace Slipway.Testing.Repositories;

/// <summary>git, as somebody who makes a repository for a test: with a name of its own, and none of the settings of whoever runs the tests.</summary>
public static class TrialGit
{
    internal static IReadOnlyDictionary<string, string> Surroundings { get; } = new Dictionary<string, string>
    {
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_AUTHOR_NAME"] = "Somebody",
        ["GIT_AUTHOR_EMAIL"] = "somebody@example.invalid",
        ["GIT_COMMITTER_NAME"] = "Somebody",
        ["GIT_COMMITTER_EMAIL"] = "somebody@example.invalid",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["TERM"] = "xterm",
    };

    /// <summary>Runs it in a folder and wants exit code 0; gives the whole output.</summary>
    public static string Run(string folder, params string[] arguments) => Tool.Must(Call(folder, arguments));

    /// <inheritdoc cref="Run"/>
    public static Task<string> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => Tool.MustAsync(Call(folder, arguments), cancellationToken);

    /// <summary>Runs lines of the shell with the same surroundings; the first that fails ends them.</summary>
    public static string Shell(string folder, string script) => Tool.Must(new ToolCall("/bin/bash", ["-ec", script]) { Folder = folder, Environment = Surroundings });

    private static ToolCall Call(string folder, IReadOnlyList<string> arguments) => new("git", arguments) { Folder = folder, Environment = Surroundings };
}
