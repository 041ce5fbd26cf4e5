using System.Diagnostics;
using Slipway.Execution.Checkouts;

namespace Slipway.Execution.Tests.Checkouts;

public sealed class Trees_to_check_out : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-tree").FullName;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Secrets_of_a_project_stay_behind_wherever_in_the_tree_it_lies(bool isRepository)
    {
        string[] secrets = [".slipway/env", "a/b/.slipway/env", "a/b/.slipway/contexts/org", "a/b/.slipway/ssh/github.com"];
        string[] others = ["a/b/.slipway/settings.json", "a/b/x.slipway/env", "a/b/env"];
        foreach (var file in (string[])[.. secrets, .. others])
        {
            Write(file);
        }

        if (isRepository)
        {
            Git("init", "-q");
        }

        var listed = await WorkingTree.ListAsync(Path.Combine(_folder, isRepository ? "a/b" : ""), TestContext.Current.CancellationToken);
        Assert.Equal(others.Order(StringComparer.Ordinal), listed.Select(file => file.Name).Where(name => !name.EndsWith('/') && !name.StartsWith(".git/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, name);
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start("git", ["-C", _folder, .. arguments]);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
