using System.CommandLine;
using System.Diagnostics;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Runs;
using Slipway.Cli.Views;
using Slipway.Execution.State;

namespace Slipway.Cli.Shells;

/// <summary><c>slipway shell</c>: a shell in a job that was kept, where its steps ran and with their environment.</summary>
internal static class ShellCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "A run's number; last: the newest" };
        var job = new Argument<string?>("JOB") { Description = "The job, NAME or NAME/NODE; not needed when only one was kept", Arity = ArgumentArity.ZeroOrOne };
        var command = new Argument<string[]>("COMMAND") { Description = "Run this instead of a shell", Arity = ArgumentArity.ZeroOrMore };
        var shell = new Command("shell", "Open a shell in a job that --keep on-failure has kept.") { run, job, command };
        shell.SetAction((result, cancellationToken) => OpenAsync(
            Choose(RunArgument.Find(result.GetRequiredValue(run)), result.GetValue(job)), result.GetValue(command) ?? [], cancellationToken));
        return shell.WithExamples("slipway shell last build", "slipway shell 12 test/3 -- env");
    }

    private static KeptSpace Choose(RunFolder run, string? job)
    {
        var kept = KeptSpace.ReadAll(run);
        var found = kept.Where(space => job is null || space.Job.Job == job || EventText.Name(space.Job) == job).ToList();
        return found switch
        {
            [var only] => only,
            [] when kept.Count == 0 => throw new UsageException($"Run {run.Id} has kept no job; slipway run --keep on-failure keeps those that fail"),
            [] => throw new UsageException($"Run {run.Id} has not kept {job}, but {string.Join(", ", kept.Select(space => EventText.Name(space.Job)))}"),
            _ => throw new UsageException($"Run {run.Id} has kept several jobs; name one: {string.Join(", ", found.Select(space => EventText.Name(space.Job)))}"),
        };
    }

    /// <summary>Through the docker client, which knows terminals; the environment goes by its own, so that no secret is seen in the process list.</summary>
    private static async Task<int> OpenAsync(KeptSpace space, string[] command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("docker") { UseShellExecute = false };
        List<string> arguments = ["exec", "-i", "-w", space.WorkingDirectory];
        if (!Console.IsInputRedirected && !Console.IsOutputRedirected)
        {
            arguments.Add("-t");
        }

        foreach (var (name, value) in space.Environment.Where(pair => !IsClients(pair.Key)))
        {
            start.Environment[name] = value;
            arguments.AddRange(["-e", name]);
        }

        // What the docker client itself would obey has to be spelled out.
        arguments.AddRange(space.Environment.Where(pair => IsClients(pair.Key)).SelectMany(pair => (string[])["-e", $"{pair.Key}={pair.Value}"]));
        arguments.Add(space.Container);
        arguments.AddRange(command.Length > 0 ? command : ["sh", "-c", "if command -v bash >/dev/null; then exec bash; else exec sh; fi"]);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var docker = Process.Start(start) ?? throw new UsageException("The docker client cannot be started");
        await docker.WaitForExitAsync(cancellationToken);
        return docker.ExitCode;
    }

    private static bool IsClients(string name) =>
        name.StartsWith("DOCKER_", StringComparison.Ordinal) || name is "PATH" or "HOME" or "NO_PROXY" or "LD_PRELOAD" or "LD_LIBRARY_PATH";
}
