using System.Globalization;
using Slipway.Server.Storage;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.Server.Tests.Storage;

/// <summary>Debian's PostgreSQL, started by the tests in a folder and on a socket of their own, as a user who is not root.</summary>
public sealed class PostgreSqlFixture : IAsyncDisposable
{
    private const string User = "nobody";
    private readonly TestFolder _folder = new();
    private readonly string _programs;
    private int _databases;

    public PostgreSqlFixture()
    {
        _programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin"
            : throw new InvalidOperationException("PostgreSQL is not installed; scripts/setup.sh installs it");
        Tool.Must("chown", User, _folder.Path);
        Run("initdb", "--auth=trust", "--no-sync", "--username=tester", "-D", Data);
        Run("pg_ctl", "-w", "-D", Data, "-l", _folder.PathOf("log"), "-o", $"-c listen_addresses= -c unix_socket_directories={_folder.Path} -c fsync=off", "start");
    }

    private string Data => _folder.PathOf("data");

    /// <summary>A new and empty database.</summary>
    public string NewConnection()
    {
        var name = "test" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        Run("createdb", "--host", _folder.Path, "--username", "tester", name);
        return $"Host={_folder.Path};Username=tester;Database={name};Maximum Pool Size=20";
    }

    public ValueTask DisposeAsync()
    {
        Run("pg_ctl", "-w", "-m", "immediate", "-D", Data, "stop");
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>PostgreSQL runs as no root.</summary>
    private void Run(string program, params string[] arguments) => Tool.Must(new ToolCall("setpriv", ["--reuid", User, "--regid", "nogroup", "--clear-groups", Path.Combine(_programs, program), .. arguments]) { Folder = "/" });
}

[Trait("needs", "root")]
public sealed class PostgreSqlDatabaseTests(PostgreSqlFixture fixture) : DatabaseTests, IClassFixture<PostgreSqlFixture>
{
    private readonly string _connection = fixture.NewConnection();

    protected override async Task<IDatabase> OpenAsync() => await PostgreSqlDatabase.OpenAsync(_connection, TimeProvider.System, Ended);
}
