using System.Diagnostics;
using System.Text.Json;
using Slipway.Testing.Folders;
using Slipway.Testing.Networks;
using Slipway.Testing.Programs;
using Slipway.Testing.Repositories;

namespace Slipway.Server.Tests.Programs;

/// <summary>The program itself as a server with its runner, in processes of their own.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly string _listen = OwnEndpoint.Next().ToString();
    private readonly TestFolder _folder = new();
    private readonly List<string> _said = [];
    private Process? _process;
    private Task _reading = Task.CompletedTask;

    public string Address => $"http://{_listen}";

    public string Folder => _folder.Path;

    public string State => _folder.PathOf("state");

    public string Token { get; private set; } = "";

    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static async Task<RealServer> StartAsync()
    {
        var server = new RealServer();
        await server.StartAgainAsync();
        server.Token = await Tool.MustAsync(Checkout.Slipway, ["server", "token", "create", "--state", server.State, "--scope", "admin"], Ended);
        return server;
    }

    /// <summary>Starts it, and waits until it is ready.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(Checkout.Slipway, ["server", "--listen", _listen, "--state", State]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        using var client = new HttpClient();
        while (true)
        {
            Assert.False(_process.HasExited, Said);
            try
            {
                if ((await client.GetAsync($"{Address}/readyz", Ended)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ended);
        }
    }

    /// <summary>Ends it at once, without the processes that it has started.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Ended);
    }

    public Task AddProjectAsync(string slug) => Tool.MustAsync(
        new ToolCall(Checkout.Slipway, ["project", "add", slug, "--server", Address]) { Environment = new Dictionary<string, string> { ["SLIPWAY_TOKEN"] = Token } }, Ended);

    /// <summary>Commits a config and pushes it.</summary>
    /// <returns>What git says.</returns>
    public string Push(string slug, string config)
    {
        var tree = _folder.PathOf("tree");
        if (!Directory.Exists(tree))
        {
            Directory.CreateDirectory(tree);
            TrialGit.Run(tree, "init", "-q", "-b", "main");
        }

        _folder.Write("tree/.circleci/config.yml", config);
        TrialGit.Run(tree, "add", "--all");
        TrialGit.Run(tree, "commit", "-q", "--allow-empty", "-m", "A change");
        return TrialGit.Shell(tree, $"git push http://x:{Token}@{_listen}/{slug}.git main 2>&1");
    }

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await GetTextAsync(path)).RootElement;

    public async Task<string> GetTextAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.Add("Circle-Token", Token);
        using var response = await client.GetAsync(path, Ended);
        var text = await response.Content.ReadAsStringAsync(Ended);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}\n{Said}");
        return text;
    }

    /// <summary>As above; null where it is not there.</summary>
    public async Task<JsonElement?> TryGetAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.Add("Circle-Token", Token);
        using var response = await client.GetAsync(path, Ended);
        return response.IsSuccessStatusCode ? JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ended)).RootElement : null;
    }

    /// <summary>Ends the runner at once, which the server starts again.</summary>
    public void KillRunner()
    {
        var runner = Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Single(name => char.IsAsciiDigit(name[0]) && CommandOf(name) is var command && command.Contains("\0runner\0", StringComparison.Ordinal) && command.Contains(State, StringComparison.Ordinal));
        Tool.Must("kill", "-KILL", runner);
    }

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            // It is gone.
            return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            Tool.Run(new ToolCall("kill", ["-TERM", $"{process.Id}"]));
            await process.WaitForExitAsync(CancellationToken.None);
        }

        await _reading;
        _process?.Dispose();
        _folder.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (_said)
            {
                _said.Add(line);
            }
        }
    }
}
