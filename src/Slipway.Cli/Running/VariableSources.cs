using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Execution.Runs;
using Slipway.Execution.Variables;

namespace Slipway.Cli.Running;

/// <summary>Collects project variables and contexts from the command line and from <c>.slipway/</c>.</summary>
internal static class VariableSources
{
    /// <param name="options">The options of the command.</param>
    /// <param name="result">What was given.</param>
    /// <param name="project">The project's folder.</param>
    /// <exception cref="UsageException">A file is missing, or a value has no name.</exception>
    public static VariableSets Read(RunOptions options, ParseResult result, string project)
    {
        var contexts = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        var folder = Path.Combine(project, ".slipway", "contexts");
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
        {
            contexts[Path.GetFileName(file)] = ReadFile(file);
        }

        foreach (var given in result.GetValue(options.Context) ?? [])
        {
            var equals = given.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UsageException($"--context {given}: a context is written NAME=FILE");
            }

            contexts[given[..equals]] = ReadFile(given[(equals + 1)..]);
        }

        return new VariableSets(ReadProject(options, result, project), contexts);
    }

    private static Dictionary<string, string> ReadProject(RunOptions options, ParseResult result, string project)
    {
        var variables = new Dictionary<string, string>();
        var usual = Path.Combine(project, ".slipway", "env");
        var files = result.GetValue(options.EnvFile) is { Length: > 0 } given ? given : File.Exists(usual) ? [usual] : [];
        foreach (var (name, value) in files.SelectMany(ReadFile))
        {
            variables[name] = value;
        }

        foreach (var text in result.GetValue(options.Env) ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? text : text[..equals];
            if (!VariableText.IsName(name))
            {
                throw new UsageException($"--env {name}: the name of a variable has letters, digits and _, and no digit first");
            }

            variables[name] = equals < 0
                ? Environment.GetEnvironmentVariable(name) ?? throw new UsageException($"--env {name}: this shell has no such variable; write {name}=value")
                : text[(equals + 1)..];
        }

        return variables;
    }

    private static Dictionary<string, string> ReadFile(string file)
    {
        try
        {
            var content = File.ReadAllText(file);
            if (VariableText.WrongLine(content) is { } line)
            {
                throw new UsageException($"{file}:{line}: a variable is written NAME=value on one line, the name with letters, digits and _ and no digit first; in double quotes \\n stands for a line end");
            }

            var variables = new Dictionary<string, string>();
            foreach (var (name, value) in VariableText.ReadFile(content))
            {
                variables[name] = value;
            }

            return variables;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {exception.Message}", exception);
        }
    }
}
