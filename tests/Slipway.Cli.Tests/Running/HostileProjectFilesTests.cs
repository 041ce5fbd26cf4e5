using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Running;
using Slipway.Cli.Settings;
using Slipway.Execution.Runs;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.Cli.Tests.Running;

/// <summary>What a repository puts into <c>.slipway</c> reads no file of the machine.</summary>
public sealed class HostileProjectFilesTests : IDisposable
{
    private const string Secret = "s3cret-of-the-host";
    private readonly TestFolder _folder = new();
    private readonly RunOptions _options = new(new Cli.Settings.CommandSettings());

    public HostileProjectFilesTests()
    {
        _folder.Write("host/variables", $"HOST_KEY={Secret}\n");
        _folder.Write("host/contexts/evil", $"HOST_KEY={Secret}\n");
        _folder.Write("host/env", $"HOST_KEY={Secret}\n");
        _folder.Write("host/settings.json", $$"""{ "extraHosts": ["{{Secret}}:10.0.0.1"] }""");
        Directory.CreateDirectory(Project);
    }

    private string Project => Path.Combine(_folder.Path, "project");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Honest_files_are_read()
    {
        _folder.Write("project/.slipway/env", "\ufeffA=1\nB=2\n");
        _folder.Write("project/.slipway/contexts/org", "C=3\n");
        _folder.Write("project/.slipway/contexts/.gitignore", "*\n");
        _folder.Write("project/.slipway/contexts/folder/file", "?\n");
        var sets = Read();
        Assert.Equal([new("A", "1"), new("B", "2")], sets.Project);
        Assert.Equal(["org"], sets.Contexts.Keys);
        Assert.Equal([new("C", "3")], sets.Contexts["org"]);
    }

    [Fact]
    public void Without_a_folder_of_slipway_there_are_none()
    {
        var sets = Read();
        Assert.Empty(sets.Project);
        Assert.Empty(sets.Contexts);
    }

    [Theory]
    [InlineData(".slipway/env", "host/variables", ".slipway/env")]
    [InlineData(".slipway/env", "host/none", ".slipway/env")]
    [InlineData(".slipway/env", "project/other", ".slipway/env")]
    [InlineData(".slipway/contexts/evil", "host/variables", ".slipway/contexts/evil")]
    [InlineData(".slipway/contexts", "host/contexts", ".slipway/contexts")]
    [InlineData(".slipway", "host", ".slipway")]
    public void A_link_in_place_of_a_file_or_folder_is_refused_by_its_name(string link, string target, string named)
    {
        _folder.Write("project/other", "A=1\n");
        Link(link, Path.Combine(_folder.Path, target));
        var refused = Assert.Throws<UsageException>(() => Read()).Message;
        Assert.Contains($"{Path.Combine(Project, named)} is a symbolic link", refused, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".slipway/env")]
    [InlineData(".slipway/contexts/evil")]
    public async Task What_never_ends_is_refused_at_once(string name)
    {
        Link(name, "/dev/zero");
        await RefusedAsync("is a symbolic link");
        File.Delete(Path.Combine(Project, name));
        Tool.Must("mkfifo", Path.Combine(Project, name));
        await RefusedAsync("is no regular file");
        File.Delete(Path.Combine(Project, name));
        using (var huge = File.Create(Path.Combine(Project, name)))
        {
            huge.SetLength(1L << 40);
        }

        await RefusedAsync("is larger than 1 MiB");
    }

    [Theory]
    [InlineData(".slipway/settings.json", "host/settings.json")]
    [InlineData(".slipway", "host")]
    public void Settings_behind_a_link_are_refused(string link, string target)
    {
        Link(link, Path.Combine(_folder.Path, target));
        var refused = Assert.Throws<UsageException>(() => JobSettingsFile.Load(Project, machineFile: null)).Message;
        Assert.Contains($"{Path.Combine(Project, link)} is a symbolic link", refused, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(string reason)
    {
        var reading = Task.Run(() => Assert.Throws<UsageException>(() => Read()), TestContext.Current.CancellationToken);
        Assert.Contains(reason, (await reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    private VariableSets Read(params string[] arguments)
    {
        var command = new RootCommand();
        _options.AddTo(command);
        return VariableSources.Read(_options, command.Parse(arguments), Project, withProjects: true);
    }

    private void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Project, name))!);
        File.CreateSymbolicLink(Path.Combine(Project, name), target);
    }
}
