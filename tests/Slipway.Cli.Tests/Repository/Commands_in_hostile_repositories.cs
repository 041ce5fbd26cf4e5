using System.Diagnostics;
using Slipway.Testing.Repositories;

namespace Slipway.Cli.Tests.Repository;

/// <summary>The commands themselves, in a repository with every setting that names a program, from its top, a folder below, and one that looks like a bare repository.</summary>
public sealed class Commands_in_hostile_repositories : IDisposable
{
    private readonly Testing.Repositories.HostileRepository _repository = new();

    [Theory]
    [InlineData("config", "validate")]
    [InlineData("config", "process")]
    [InlineData("run", "--plain")]
    [InlineData("run", "--plain", "--revision", "v1")]
    [InlineData("run", "--plain", "--branch", "main")]
    public async Task Run_nothing_that_it_names(params string[] command)
    {
        foreach (var setting in ProgramSetting.All)
        {
            foreach (var config in (string[])[".git/config", ".git/modules/sub/config", "bare/config"])
            {
                setting.Place(_repository, config);
            }
        }

        _repository.Hooks(Path.Combine(_repository.Tree, ".git", "hooks"));
        foreach (var place in _repository.Places.Append(Path.Combine(_repository.Tree, "sub")))
        {
            File.Move(_repository.Program("git"), Path.Combine(place, "git"));
            var output = await SlipwayAsync(place, command);
            Assert.DoesNotContain("mistake in slipway", output, StringComparison.Ordinal);
        }

        Assert.Empty(_repository.Marks);
        _repository.Plain("git diff");
        Assert.NotEmpty(_repository.Marks);
    }

    public void Dispose() => _repository.Dispose();

    /// <summary>With a Docker that is not there: what is asked before a job starts is asked.</summary>
    private async Task<string> SlipwayAsync(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "slipway"), arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOCKER_HOST"] = "unix://" + Path.Combine(_repository.Folder, "no-docker");
        start.Environment["SLIPWAY_STATE"] = Path.Combine(_repository.Folder, "state");
        using var slipway = Process.Start(start)!;
        var output = slipway.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await slipway.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await slipway.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await output + errors;
    }
}
