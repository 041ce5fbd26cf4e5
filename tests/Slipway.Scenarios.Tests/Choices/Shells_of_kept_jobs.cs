using System.Text;
using Slipway.Scenarios.Tests.Faults;
using Slipway.Scenarios.Tests.Scenarios;
using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Choices;

/// <summary>What a job's variables, and files of a repository, can do to the machine by <c>slipway shell</c>.</summary>
[Trait("needs", "docker")]
public sealed class Shells_of_kept_jobs
{
    private const string Secret = "dockerhub-secret-88";

    [Fact]
    public async Task Give_the_jobs_variables_to_the_job_alone()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("run: exit 1"));
        foreach (var tool in (string[])["docker", "ssh", "setsid", "git"])
        {
            // A program in the folder where the user stands.
            var program = Path.Combine(place.Project, tool);
            await File.WriteAllTextAsync(program, $"#!/bin/sh\ntouch {place.Folder}/marker\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var container = await place.DockerAsync("run", "-d", "--rm", FaultyPlace.Image, "sleep", "600");
        var run = Path.Combine(place.State, "runs", "1");
        Directory.CreateDirectory(run);
        await File.WriteAllTextAsync(
            Path.Combine(run, "kept.jsonl"),
            $$$"""{"Job":{"Workflow":"main","Job":"job","Node":0},"Space":"x","Container":"{{{container}}}","WorkingDirectory":"/tmp","Environment":{"PATH":"/usr/bin:/bin","DOCKER_PASS":"{{{Secret}}}","LD_AUDIT_OF_THE_JOB":"{{{Secret}}}"}}""" + "\n",
            TestContext.Current.CancellationToken);
        try
        {
            using var shell = new RunningProgram(
                Checkout.Slipway, ["shell", "1", "job", "--", "sh", "-c", "echo $DOCKER_PASS is here; exec sleep 600"], place.Project, new Dictionary<string, string> { ["SLIPWAY_STATE"] = place.State });
            await shell.WaitForAsync($"{Secret} is here");

            Assert.DoesNotContain(HostProcesses(place.State), text => text.Contains(Secret, StringComparison.Ordinal));
            Assert.False(File.Exists(Path.Combine(place.Folder, "marker")));
            shell.Signal(RunningProgram.Kill);
        }
        finally
        {
            await place.DockerAsync("rm", "-f", container);
        }
    }

    [Fact]
    public async Task Pass_on_input_output_and_the_exit_code()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("run: exit 1"));
        var container = await KeptAsync(place);
        try
        {
            var (exitCode, output) = await place.SlipwayAsync("shell", "1", "job", "--", "sh", "-c", "cat; pwd; echo wrong >&2; exit 7");
            Assert.Equal(7, exitCode);
            Assert.Contains("/tmp", output, StringComparison.Ordinal);
            Assert.Contains("wrong", output, StringComparison.Ordinal);

            var (onTerminal, said) = await Programs.RunAsync(
                "script", ["-qefc", $"stty rows 31 cols 97; exec {Checkout.Slipway} shell 1 job -- sh -c 'test -t 0 && stty size; exit 5'", "/dev/null"],
                place.Project, [new("SLIPWAY_STATE", place.State), new("TERM", "xterm")], TestContext.Current.CancellationToken);
            Assert.Equal(5, onTerminal);
            Assert.Matches("[0-9]+ [0-9]+", said);
        }
        finally
        {
            await place.DockerAsync("rm", "-f", container);
        }

        var (gone, words) = await place.SlipwayAsync("shell", "1", "job", "--", "true");
        Assert.Equal(3, gone);
        Assert.Contains("is gone", words, StringComparison.Ordinal);
    }

    /// <summary>A restart of the machine or of Docker stops the container of a kept job and leaves it behind.</summary>
    [Fact]
    public async Task Say_that_a_stopped_job_has_ended_and_what_removes_it()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("run: exit 1"));
        var container = await KeptAsync(place);
        try
        {
            await place.DockerAsync("kill", container);

            var (exitCode, words) = await place.SlipwayAsync("shell", "1", "job", "--", "true");

            Assert.Equal(3, exitCode);
            Assert.Contains("job that was kept has ended", words, StringComparison.Ordinal);
            Assert.Contains("`slipway runs reap` removes what is left", words, StringComparison.Ordinal);
        }
        finally
        {
            await place.DockerAsync("rm", "-f", container);
        }
    }

    /// <returns>The container of the place's job, which was kept and runs.</returns>
    private static async Task<string> KeptAsync(FaultyPlace place)
    {
        var container = await place.DockerAsync("run", "-d", FaultyPlace.Image, "sleep", "600");
        var run = Path.Combine(place.State, "runs", "1");
        Directory.CreateDirectory(run);
        await File.WriteAllTextAsync(
            Path.Combine(run, "kept.jsonl"),
            $$$"""{"Job":{"Workflow":"main","Job":"job","Node":0},"Space":"x","Container":"{{{container}}}","WorkingDirectory":"/tmp","Environment":{"PATH":"/usr/bin:/bin"}}""" + "\n",
            TestContext.Current.CancellationToken);
        return container;
    }

    /// <summary>Command lines and environments of what the program has started on this machine, and its own.</summary>
    private static List<string> HostProcesses(string state)
    {
        List<string> texts = [];
        foreach (var folder in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var environment = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "environ")));
                if (environment.Contains($"SLIPWAY_STATE={state}", StringComparison.Ordinal))
                {
                    texts.Add(environment);
                    texts.Add(Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline"))));
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It has ended.
            }
        }

        Assert.NotEmpty(texts);
        return texts;
    }
}
