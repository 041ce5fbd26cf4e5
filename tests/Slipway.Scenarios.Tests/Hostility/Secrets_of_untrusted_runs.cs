using Slipway.Scenarios.Tests.Faults;

namespace Slipway.Scenarios.Tests.Hostility;

/// <summary>A real job looks for the variables of its project, of its context, and for SSH keys.</summary>
[Trait("needs", "docker")]
public sealed class Secrets_of_untrusted_runs : IDisposable
{
    private readonly FaultyPlace _place = new(FaultyPlace
        .JobOf("checkout", "add_ssh_keys", "run: echo \"found ${OF_PROJECT:+variables} ${OF_CONTEXT:+contexts} $(ls ~/.ssh | grep -c id_rsa) $(find . -path '*.slipway*' -type f | wc -l)\"")
        .Replace("jobs: [job]", "jobs: [{job: {context: deploy}}]", StringComparison.Ordinal));

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--untrusted", "found   0 0")]
    [InlineData("--trusted", "found variables contexts 1 0")]
    public async Task Are_none_of_the_projects(string trust, string found)
    {
        Write("env", "OF_PROJECT=s3cret-of-the-project\n");
        Write("contexts/deploy", "OF_CONTEXT=s3cret-of-the-context\n");
        Write("ssh/github.example", "-----BEGIN OPENSSH PRIVATE KEY-----\n");
        var settings = Path.Combine(_place.Folder, "jobs.json");
        await File.WriteAllTextAsync(settings, """{"untrusted": {"localImages": ["slipway/*"]}}""", TestContext.Current.CancellationToken);
        _place.Set("SLIPWAY_JOB_SETTINGS", settings);
        using var run = _place.Start(trust);

        var ended = await run.EndAsync();

        Assert.True(ended == 0, $"{ended}: {run.Output}");
        Assert.Contains(found, run.Output, StringComparison.Ordinal);
    }

    private void Write(string file, string content)
    {
        var path = Path.Combine(_place.Project, ".slipway", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
