using Slipway.Agent.Processes;

namespace Slipway.Agent.Tests.Processes;

public sealed class Commands_of_login_shells : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-login-").FullName;

    [Fact]
    public void Go_to_the_first_folder_that_is_there_and_take_no_commands_place()
    {
        var (missing, first, second) = (Path.Combine(_folder, "missing"), Directory.CreateDirectory(Path.Combine(_folder, "first")), Directory.CreateDirectory(Path.Combine(_folder, "second")));
        File.WriteAllText(Path.Combine(second.FullName, "taken"), "the image's");
        LoginCommands.Link("/agent", ["free", "taken"], [missing, first.FullName, second.FullName]);
        Assert.Equal("/agent", new FileInfo(Path.Combine(first.FullName, "free")).LinkTarget);
        Assert.Equal(["free"], first.EnumerateFileSystemInfos().Select(file => file.Name));
        Assert.Equal(["taken"], second.EnumerateFileSystemInfos().Select(file => file.Name));
    }

    [Fact]
    public void Are_not_made_by_an_agent_that_is_no_containers()
    {
        LoginCommands.Link(Path.Combine(_folder, "agent"), ["slipway-test-command"]);
        Assert.False(Path.Exists("/usr/local/bin/slipway-test-command"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
