using System.Net;
using System.Text.Json;
using Slipway.Config.Orbs;
using Slipway.Model.Runners;
using Slipway.Runner.Connections;
using Slipway.Server.Compilation;
using Slipway.Server.Hosting;
using Slipway.Server.Runners;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;
using Slipway.Testing.Folders;
using Slipway.Testing.Networks;
using Slipway.Testing.Repositories;

namespace Slipway.Server.Tests.Servers;

/// <summary>A server of one test, in this process: with real git and a real database, and without runners but those that a test plays.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Slug = "gh/acme/app";

    public const string Config = """
        version: 2.1
        jobs:
          build:
            docker: [{image: "some/image"}]
            steps: [checkout, {run: "true"}]
        workflows:
          main: {jobs: [build]}
        """;

    private readonly IPEndPoint _listen = OwnEndpoint.Next();
    private readonly TimeProvider _clock;
    private readonly LeaseRules _rules;
    private IDatabase? _database;
    private SlipwayServer? _server;

    private TestServer(TimeProvider clock, LeaseRules rules) => (_clock, _rules) = (clock, rules);

    public TestFolder Folder { get; } = new();

    public IDatabase Database => _database!;

    public SlipwayServer Server => _server!;

    public string Address => $"http://{_listen}";

    /// <summary>An administrator's.</summary>
    public string Token { get; private set; } = "";

    /// <summary>What the server has told its administrator.</summary>
    public List<string> Reports { get; } = [];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>Starts one with a project that has an empty repository.</summary>
    /// <param name="clock">Of a test's own; null: the true time. No question is held by a clock that only the test moves.</param>
    public static async Task<TestServer> StartAsync(TimeProvider? clock = null)
    {
        var server = new TestServer(clock ?? TimeProvider.System, LeaseRules.Usual with { Wait = clock is null ? TimeSpan.FromMilliseconds(50) : TimeSpan.Zero });
        await server.StartAgainAsync();
        server.Token = await server.AddTokenAsync(AccessTokenKind.Api, TokenScope.Admin);
        await server.PostAsync("/api/slipway/v1/projects", $$"""{"slug": "{{Slug}}"}""", HttpStatusCode.Created);
        return server;
    }

    /// <summary>Starts it on what an earlier one has left.</summary>
    public async Task StartAgainAsync()
    {
        var folder = new ServerFolder(Folder.PathOf("state"));
        _database = await SqliteDatabase.OpenAsync(folder.Database, _clock, Ended);
        _server = new SlipwayServer(folder, _database, new CompilerHere(), _listen, _rules, _clock, Reports.Add);
        await _server.StartAsync(Ended);
    }

    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }
    }

    public Task<string> AddTokenAsync(AccessTokenKind kind, TokenScope scope) =>
        Database.WriteAsync(session => TokenTable.AddAsync(session, new KnownToken(Guid.NewGuid(), kind, "tester", scope, null), _clock.GetUtcNow()), Ended);

    /// <summary>A working tree with a config that is committed.</summary>
    public string Commit(string config = Config, string message = "The first commit")
    {
        var tree = Folder.PathOf("tree");
        if (!Directory.Exists(tree))
        {
            Directory.CreateDirectory(tree);
            TrialGit.Run(tree, "init", "-q", "-b", "main");
        }

        Folder.Write("tree/.circleci/config.yml", config);
        Folder.Write("tree/change", Guid.NewGuid().ToString());
        TrialGit.Run(tree, "add", "--all");
        TrialGit.Run(tree, "commit", "-q", "-m", message);
        return tree;
    }

    /// <summary>Pushes what is committed.</summary>
    /// <returns>What git says.</returns>
    public string Push(params string[] arguments) => TrialGit.Shell(Folder.PathOf("tree"), $"git push http://x:{Token}@{_listen}/{Slug}.git {string.Join(' ', arguments)} 2>&1");

    public async Task<JsonElement> GetAsync(string path, string? token = null)
    {
        using var client = Client(token ?? Token);
        using var response = await client.GetAsync(path, Ended);
        var text = await response.Content.ReadAsStringAsync(Ended);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {string.Join('\n', Reports)}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<string> PostAsync(string path, string body, HttpStatusCode expected, string? token = null)
    {
        using var client = Client(token ?? Token);
        using var content = new StringContent(body);
        using var response = await client.PostAsync(path, content, Ended);
        var text = await response.Content.ReadAsStringAsync(Ended);
        Assert.True(response.StatusCode == expected, $"{path}: {(int)response.StatusCode} {text} {string.Join('\n', Reports)}");
        return text;
    }

    public async Task PutAsync(string path, string body)
    {
        using var client = Client(Token);
        using var content = new StringContent(body);
        using var response = await client.PutAsync(path, content, Ended);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {string.Join('\n', Reports)}");
    }

    public HttpClient Client(string? token)
    {
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Add("Circle-Token", token);
        }

        return client;
    }

    /// <summary>A runner that the test plays.</summary>
    public async Task<ServerConnection> RunnerAsync()
    {
        var registration = await AddTokenAsync(AccessTokenKind.Registration, TokenScope.None);
        using var stranger = new ServerConnection(new Uri(Address), registration, TimeSpan.FromSeconds(30));
        var identity = await stranger.AskAsync("runner/v1/register", new RunnerRegistration("played", 1), RunnerJson.Default.RunnerRegistration, RunnerJson.Default.RunnerIdentity, Ended);
        return new ServerConnection(new Uri(Address), identity!.Key, TimeSpan.FromSeconds(30));
    }

    /// <summary>Asks until there is something to run.</summary>
    public static async Task<LeasedWork> LeaseAsync(ServerConnection runner) => (await Waiting.ForAsync(() => AskAsync(runner), leased => leased is not null))!;

    /// <summary>Asks once.</summary>
    /// <returns>Null: there is nothing to run.</returns>
    public static Task<LeasedWork?> AskAsync(ServerConnection runner) =>
        runner.AskAsync("runner/v1/lease", new Beat([]), RunnerJson.Default.Beat, RunnerJson.Default.LeasedWork, Ended);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Folder.Dispose();
    }

    private sealed class CompilerHere : IPipelineCompiler
    {
        public Task<CompileAnswer> CompileAsync(CompileRequest request, CancellationToken cancellationToken) => PushCompilation.RunAsync(request, NoOrbSource.Instance, cancellationToken);
    }
}
