using System.Diagnostics;
using Slipway.Linux.Failures;
using Slipway.Linux.Tools;

namespace Slipway.Linux.Tests.Tools;

public sealed class ToolStartTests
{
    [Theory]
    [InlineData("GODEBUG")]
    [InlineData("GLIBC_TUNABLES_OF_A_JOB")]
    [InlineData("LD_AUDIT_OF_A_JOB")]
    [InlineData("DOCKER_PASS")]
    [InlineData("BASH_ENV")]
    public async Task A_program_gets_only_what_is_known(string name)
    {
        Environment.SetEnvironmentVariable(name, "hostile");
        try
        {
            var start = ToolStart.Of("env", []);
            start.RedirectStandardOutput = true;
            using var process = Process.Start(start)!;
            var seen = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.DoesNotContain("hostile", seen, StringComparison.Ordinal);
            Assert.Contains("PATH=/", seen, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void A_program_in_the_folder_where_the_user_stands_is_none()
    {
        var name = $"tool-{Guid.NewGuid():N}";
        var here = Path.Combine(Environment.CurrentDirectory, name);
        File.WriteAllText(here, "#!/bin/sh\n");
        File.SetUnixFileMode(here, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            Assert.Throws<InfrastructureException>(() => ToolStart.Of(name, []));
            Assert.Throws<InfrastructureException>(() => ToolStart.Of($"./{name}", []));
            Assert.Equal(here, ToolStart.Of(here, []).FileName);
        }
        finally
        {
            File.Delete(here);
        }
    }
}
