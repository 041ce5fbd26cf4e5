using System.CommandLine;
using Slipway.Cli.Completion;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Runs;
using Slipway.Cli.Settings;
using Slipway.Cli.Views;
using Slipway.Execution.Daemons;
using Slipway.Execution.State;

namespace Slipway.Cli.Shells;

/// <summary><c>slipway shell</c>: a shell in a job that was kept, where its steps ran and with their environment.</summary>
internal static class ShellCommand
{
    /// <summary>An interactive bash does not read what earlier steps have written to $BASH_ENV.</summary>
    private const string Shell =
        """
        if command -v bash >/dev/null; then exec bash -c 'exec bash --rcfile <(echo "[ ! -r ~/.bashrc ] || . ~/.bashrc; [ ! -r \"\$BASH_ENV\" ] || . \"\$BASH_ENV\"")'; fi
        exec sh
        """;

    /// <summary>A bash that runs a command reads it by itself, as it does for each step.</summary>
    private const string Command =
        """
        if command -v bash >/dev/null; then exec bash -c 'exec "$@"' bash "$@"; fi
        exec "$@"
        """;

    public static Command Create(CommandSettings settings)
    {
        var run = new Argument<string>("RUN") { Description = "A run's number; last: the newest" };
        var job = new Argument<string?>("JOB") { Description = "The job, NAME or NAME/NODE; not needed when only one was kept", Arity = ArgumentArity.ZeroOrOne };
        var command = new Argument<string[]>("COMMAND") { Description = "Run this instead of a shell", Arity = ArgumentArity.ZeroOrMore };
        run.Suggest(_ => RunArgument.Suggest(settings));
        job.Suggest(result => RunArgument.Find(settings, result.GetRequiredValue(run)).KeptSpaces.Read().Select(space => EventText.Name(space.Job)));
        var shell = new Command("shell", "Open a shell in a job that --keep on-failure has kept.") { run, job, command };
        shell.SetAction((result, cancellationToken) => OpenAsync(
            Choose(RunArgument.Find(settings, result.GetRequiredValue(run)), result.GetValue(job)), result.GetValue(command) ?? [], cancellationToken));
        return shell.WithExamples("slipway shell last build", "slipway shell 12 test/3 -- env");
    }

    private static KeptSpace Choose(RunFolder run, string? job)
    {
        var kept = run.KeptSpaces.Read();
        var found = kept.Where(space => job is null || space.Job.Job == job || EventText.Name(space.Job) == job).ToList();
        return found switch
        {
            [var only] => only,
            [] when kept.Count == 0 => throw new UsageException($"Run {run.Id} has kept no job; slipway run --keep on-failure keeps those that fail"),
            [] => throw new UsageException($"Run {run.Id} has not kept {job}, but {string.Join(", ", kept.Select(space => EventText.Name(space.Job)))}"),
            _ => throw new UsageException($"Run {run.Id} has kept several jobs; name one: {string.Join(", ", found.Select(space => EventText.Name(space.Job)))}"),
        };
    }

    private static async Task<int> OpenAsync(KeptSpace space, string[] command, CancellationToken cancellationToken)
    {
        using var docker = await HostDocker.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"), cancellationToken);
        var onTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        return await new ContainerShell(docker.Client, space).RunAsync(
            ["sh", "-c", command.Length > 0 ? Command : Shell, "sh", .. command], onTerminal, cancellationToken);
    }
}
