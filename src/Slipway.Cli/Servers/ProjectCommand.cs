using System.CommandLine;
using System.Text.Json.Serialization;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Runner.Connections;

namespace Slipway.Cli.Servers;

/// <summary><c>slipway project</c>: the projects of a server.</summary>
internal static class ProjectCommand
{
    private const string TokenNeed = "admin";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Argument<string> Slug = new("SLUG") { Description = "HOST/OWNER/NAME, such as gh/acme/app" };

    private static readonly Option<string?> Server = ServerOptions.Server();

    public static Command Create()
    {
        var add = new Command("add", "Make a project with a repository of its own, for git push. The token in SLIPWAY_TOKEN must be an administrator's.") { Slug, Server };
        add.SetAction(AddAsync);
        return new Command("project", "The projects of a server.") { add.WithExamples("slipway project add gh/acme/app --server http://127.0.0.1:8080") };
    }

    private static async Task<int> AddAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var address = ServerOptions.AddressOf(result.GetValue(Server));
        using var server = new ServerConnection(address, ServerOptions.Token(), Patience);
        var project = await ServerAnswer.OfAsync(
            server.AskAsync("api/slipway/v1/projects", new NewProject(result.GetValue(Slug)!), ProjectJson.Default.NewProject, ProjectJson.Default.AddedProject, cancellationToken), TokenNeed);
        var output = result.InvocationConfiguration.Output;
        await output.WriteLineAsync($"{project.Slug} is ready. Push to it, with a token as the password:");
        await output.WriteLineAsync($"  git push {project.VcsInfo.VcsUrl} main");
        return (int)ExitCode.Passed;
    }
}

internal sealed record NewProject(string Slug);

internal sealed record AddedProject(string Slug, AddedRepository VcsInfo);

internal sealed record AddedRepository(string VcsUrl);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NewProject))]
[JsonSerializable(typeof(AddedProject))]
internal sealed partial class ProjectJson : JsonSerializerContext;
