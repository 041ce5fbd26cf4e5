using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Runs;
using Slipway.Execution.Variables;
using Slipway.Linux.Files;

namespace Slipway.Cli.Running;

/// <summary>Collects project variables and contexts from the command line and from <c>.slipway/</c>.</summary>
internal static class VariableSources
{
    private const string Contexts = ".slipway/contexts";
    private const int MostBytes = 1 << 20;

    /// <param name="options">The options of the command.</param>
    /// <param name="project">The project's folder.</param>
    /// <param name="withProjects">False: only what the command line gives.</param>
    /// <exception cref="UsageException">A file is missing, or a value has no name.</exception>
    public static VariableSets Read(RunOptions options, ParseResult result, string project, bool withProjects)
    {
        using var folder = withProjects ? Open(project) : null;
        var contexts = ReadContexts(folder);
        foreach (var given in result.GetValue(options.Context) ?? [])
        {
            var equals = given.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UsageException($"--context {given}: a context is written NAME=FILE");
            }

            contexts[given[..equals]] = ReadNamed(given[(equals + 1)..]);
        }

        return new VariableSets(ReadProject(options, result, folder), contexts);
    }

    private static ConfinedFolder? Open(string project)
    {
        try
        {
            return ProjectSecrets.TryOpen(project);
        }
        catch (IOException failure)
        {
            throw new UsageException(failure.Message, failure);
        }
    }

    /// <summary>Names that begin with a dot are no contexts: .gitignore and the like.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, string>> ReadContexts(ConfinedFolder? project)
    {
        var contexts = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        try
        {
            foreach (var entry in project?.List(Contexts) ?? [])
            {
                if (entry.Kind != FileKind.Folder && !entry.Name.StartsWith('.') && ReadUsual(project, $"{Contexts}/{entry.Name}") is { } variables)
                {
                    contexts[entry.Name] = variables;
                }
            }
        }
        catch (IOException failure)
        {
            throw new UsageException(failure.Message, failure);
        }

        return contexts;
    }

    private static Dictionary<string, string> ReadProject(RunOptions options, ParseResult result, ConfinedFolder? project)
    {
        var variables = result.GetValue(options.EnvFile) is { Length: > 0 } given ? ReadAll(given) : ReadUsual(project, ".slipway/env") ?? [];

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

    private static Dictionary<string, string> ReadAll(IEnumerable<string> named)
    {
        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in named.SelectMany(ReadNamed))
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>A file of the project that nobody has named.</summary>
    private static Dictionary<string, string>? ReadUsual(ConfinedFolder? project, string path)
    {
        try
        {
            return project?.TryRead(path, MostBytes) is { } content ? Variables(content, Path.Combine(project.Path, path)) : null;
        }
        catch (IOException failure)
        {
            throw new UsageException(failure.Message, failure);
        }
    }

    private static Dictionary<string, string> ReadNamed(string file)
    {
        try
        {
            return Variables(NamedFile.Read(file, Directory.GetCurrentDirectory(), MostBytes), file);
        }
        catch (IOException exception)
        {
            throw new UsageException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, string> Variables(byte[] bytes, string file)
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        var content = reader.ReadToEnd();
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
}
