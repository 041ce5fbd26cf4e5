using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hub;
using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Programs;

[assembly: AssemblyFixture(typeof(HubFixture))]

namespace Slipway.EndToEnd.Tests.Hub;

/// <summary>
/// The stand-in for the Docker Hub and get.docker.com, made once for all tests: registry, tokens and files under their names behind TLS at an address of
/// this machine, filled with stand-in images. Slipway learns of it only by settings that any company may use: extra hosts, an extra authority, allowed egress.
/// </summary>
public sealed class HubFixture : IAsyncLifetime
{
    private const string User = "circleci";
    private const string Password = "pa55-of-the-hub";

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-e2e-").FullName;
    private readonly string _address = $"198.18.77.{Environment.ProcessId % 250 + 1}";
    private readonly string _loop = $"127.77.0.{Environment.ProcessId % 250 + 1}";
    private readonly string _container = string.Create(CultureInfo.InvariantCulture, $"slipway-test-hub-{Environment.ProcessId}");

    private static readonly string[] Names = ["registry-1.docker.io", "index.docker.io", "docker.io", "auth.docker.io", "get.docker.com", "registry.company.test"];

    /// <summary>Why there is none here; null when there is.</summary>
    public string? Missing { get; private set; }

    /// <summary>What a job's environment holds to log in.</summary>
    public IReadOnlyDictionary<string, string> Login { get; } = new Dictionary<string, string>
    {
        ["DOCKER_USER"] = User,
        ["DOCKER_PASS"] = Password,
        ["DOCKER_EMAIL"] = "ci@example.com",
        ["REGISTRY"] = "registry.company.test",
        ["REGISTRY_USER"] = User,
        ["REGISTRY_PASSWORD"] = Password,
    };

    /// <summary>Where the tests look into the registry, and fill it.</summary>
    public string SeedingDoor => $"{_loop}:15002";

    /// <summary>The company's registry, as this machine's own Docker reaches it: with the login and without TLS.</summary>
    public string CompanyDoor => $"{_loop}:15003";

    public string Folder => _folder;

    /// <summary>Its names and where they lead, as <c>NAME:ADDRESS</c>.</summary>
    public IReadOnlyList<string> ExtraHosts => [.. Names.Select(name => $"{name}:{_address}")];

    /// <summary>The environment in which `slipway` knows of the stand-in.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["SLIPWAY_SETTINGS"] = Path.Combine(_folder, "engines.json"),
        ["SLIPWAY_INSTANCE"] = "slipway-e2e",
        ["SLIPWAY_JOB_SETTINGS"] = Path.Combine(_folder, "jobs.json"),
    };

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = CancellationToken.None;
        Missing = await Machine.MissingAsync(cancellationToken);
        if (Missing is not null)
        {
            return;
        }

        await DockerAsync("build", "-q", "--network", "host", "-t", "slipway-test/hub", Equipment.Of("hub"));
        await Tool.MustAsync("ip", ["address", "add", _address + "/32", "dev", "lo"], cancellationToken);
        await DockerAsync(
            "run", "-d", "--name", _container, "--network", "host", "--label", "slipway.test=hub",
            "-e", $"ADDRESS={_address}", "-e", $"LOOP={_loop}", "-e", $"HUB_USERS={User}:{Password}", "slipway-test/hub");
        await WaitUntilServingAsync(cancellationToken);
        await DockerAsync("cp", $"{_container}:/hub/tls/ca.pem", Path.Combine(_folder, "ca.pem"));
        await FillAsync();
        WriteSettings();
    }

    /// <summary>Skips the test where the machine cannot have the stand-in.</summary>
    public void Require() => Assert.SkipUnless(Missing is null, Missing ?? "");

    /// <summary>A client that finds the stand-in under its names and trusts only its authority.</summary>
    public HttpClient Client() => HubClient.Create(_address, Path.Combine(_folder, "ca.pem"));

    /// <summary>The tags that a repository has.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(string repository, CancellationToken cancellationToken)
    {
        var list = await Tool.MustAsync("curl", ["-sS", $"http://{SeedingDoor}/v2/{repository}/tags/list"], cancellationToken);
        return [.. JsonNode.Parse(list)?["tags"]?.AsArray().Select(tag => tag!.GetValue<string>()) ?? []];
    }

    public async ValueTask DisposeAsync()
    {
        if (Missing is null)
        {
            var cancellationToken = CancellationToken.None;
            await Tool.RunAsync(new ToolCall("docker", ["rm", "-f", "-v", _container]), cancellationToken);
            await Tool.RunAsync(new ToolCall("ip", ["address", "del", _address + "/32", "dev", "lo"]), cancellationToken);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task FillAsync()
    {
        await BuildTrustingAsync("golang", "golang:1.6.4");
        await BuildTrustingAsync("docker-git", "docker:1.13.1-git");
        await PublishAsync("debian", "library/debian:bookworm", "debian:bookworm", "company/tool:1");
        await PublishAsync("database", "company/proprietery-db:1.2.3", "postgres:15");
        await PublishAsync("curl", "appropriate/curl:latest");
    }

    /// <summary>A job's image that trusts the stand-in's authority, as a company's images trust the company's.</summary>
    private async Task BuildTrustingAsync(string equipment, string image)
    {
        var context = Directory.CreateDirectory(Path.Combine(_folder, equipment)).FullName;
        File.Copy(Path.Combine(_folder, "ca.pem"), Path.Combine(context, "ca.pem"));
        File.Copy(Path.Combine(Equipment.Of(equipment), "Dockerfile"), Path.Combine(context, "Dockerfile"));
        await DockerAsync("build", "-q", "--network", "host", "-t", image, context);
    }

    /// <summary>Builds the equipment's image and puts it into the registry under these names.</summary>
    public async Task PublishAsync(string equipment, params string[] names)
    {
        var made = $"slipway-test/{equipment}";
        await DockerAsync("build", "-q", "--network", "host", "-t", made, Equipment.Of(equipment));
        foreach (var image in names.Select(name => $"{SeedingDoor}/{name}"))
        {
            await DockerAsync("tag", made, image);
            await DockerAsync("push", "-q", image);
            await DockerAsync("rmi", image);
        }
    }

    private void WriteSettings()
    {
        string[] hosts = [.. ExtraHosts];
        var engines = new JsonObject
        {
            ["network"] = new JsonObject { ["extraHosts"] = ArrayOf(hosts), ["allowedEgress"] = ArrayOf(_address + ":443") },
            ["registries"] = new JsonObject { ["extraCertificates"] = ArrayOf(Path.Combine(_folder, "ca.pem")) },
        };
        File.WriteAllText(Path.Combine(_folder, "engines.json"), engines.ToJsonString());
        File.WriteAllText(Path.Combine(_folder, "jobs.json"), new JsonObject { ["extraHosts"] = ArrayOf(hosts) }.ToJsonString());
    }

    private async Task WaitUntilServingAsync(CancellationToken cancellationToken) =>
        await Tool.MustAsync(
            "curl", ["-fsS", "-o", "/dev/null", "--retry", "60", "--retry-delay", "1", "--retry-all-errors", $"http://{SeedingDoor}/v2/"], cancellationToken);

    private static Task<string> DockerAsync(params string[] arguments) => Tool.MustAsync("docker", arguments, CancellationToken.None);

    private static JsonArray ArrayOf(params string[] texts) => [.. texts.Select(text => (JsonNode)text)];
}
