using System.Text;
using Slipway.Execution.Images;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Images;

[Collection(nameof(Logins_of_the_machine))]
public sealed class Logins_of_the_machine : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-logins-").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable("DOCKER_CONFIG");

    public Logins_of_the_machine()
    {
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret"));
        File.WriteAllText(Path.Combine(_folder, "config.json"), $$"""{"auths": {"registry.example.com": {"auth": "{{login}}"} } }""");
        Environment.SetEnvironmentVariable("DOCKER_CONFIG", _folder);
    }

    [Fact]
    public void Are_for_runs_that_may_have_them_and_the_configs_own_for_all()
    {
        var image = ImageReference.Parse("registry.example.com/x:1");
        var own = new RegistryAuth("him", "$PASS");

        Assert.Equal("secret", new RegistryLogins(new Dictionary<string, string>(), withMachines: true).For(image, null)?.Password);
        Assert.Null(new RegistryLogins(new Dictionary<string, string>(), withMachines: false).For(image, null));
        Assert.Equal("y", new RegistryLogins(new Dictionary<string, string> { ["PASS"] = "y" }, withMachines: false).For(image, own)?.Password);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("DOCKER_CONFIG", _before);
        Directory.Delete(_folder, recursive: true);
    }
}
