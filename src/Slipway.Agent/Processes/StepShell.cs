using System.Text;

namespace Slipway.Agent.Processes;

/// <summary>Turns a step's shell and text into the arguments of one process.</summary>
internal static class StepShell
{
    /// <summary>The kernel takes no argument longer than 128 KiB, so longer texts go through a file.</summary>
    private const int LongestArgument = 100 * 1024;

    private static readonly string[] Posix = ["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "busybox"];

    /// <summary>The shell of steps that name none. https://circleci.com/docs/configuration-reference/#default-shell-options</summary>
    public static string Default
    {
        get
        {
            string[] known = ["/bin/bash", "/bin/sh"];
            var path = System.Environment.GetEnvironmentVariable("PATH") ?? ProgramPath.Default;
            var shell = Array.Find(known, File.Exists) ?? ProgramPath.Find("bash", path, "/") ?? ProgramPath.Find("sh", path, "/");
            return $"{shell ?? "/bin/sh"} -eo pipefail";
        }
    }

    public static List<string> Arguments(string shell, string script, string scratchDirectory)
    {
        List<string> arguments = [.. ShellWords.Split(shell)];
        if (arguments.Count == 0)
        {
            arguments.AddRange(ShellWords.Split(Default));
        }

        var name = Path.GetFileName(arguments[0]);
        name = name == "env" && arguments.Count > 1 ? Path.GetFileName(arguments[1]) : name;
        if (Encoding.UTF8.GetByteCount(script) <= LongestArgument)
        {
            arguments.Add(TextOption(name));
            arguments.Add(script);
            return arguments;
        }

        var file = Path.Combine(scratchDirectory, $"step-{Guid.NewGuid():N}");
        File.WriteAllText(file, script);
        if (Posix.Contains(name))
        {
            // Sourced, so that $0 and the shell's options are the same as with a short text.
            arguments.Add("-c");
            arguments.Add($". '{file}'");
        }
        else
        {
            arguments.Add(file);
        }

        return arguments;
    }

    private static string TextOption(string shell) => shell switch
    {
        "node" or "perl" or "ruby" => "-e",
        "pwsh" or "powershell" => "-Command",
        _ => "-c",
    };
}
