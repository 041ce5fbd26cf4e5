using Slipway.Execution.JobSpaces;

namespace Slipway.FakeMachine.Spaces;

/// <summary>A service beside a fake primary container, without its network: a process whose output is kept.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly FakeContainer _process;
    private readonly Lock _lock = new();
    private readonly List<byte> _said = [];
    private readonly Task _reading;

    public FakeService(ServiceContainer container, FakeContainer process)
    {
        Container = container;
        _process = process;
        _reading = KeepAsync(process.Output);
    }

    public ServiceContainer Container { get; }

    /// <summary>All that it has said so far.</summary>
    /// <returns>Its exit code; null while it runs.</returns>
    public async Task<(int? ExitCode, ReadOnlyMemory<byte> Said)> ReadAsync()
    {
        var exitCode = _process.ExitCode;
        await (exitCode is null ? Task.CompletedTask : _reading);
        lock (_lock)
        {
            return (exitCode, _said.ToArray());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _reading;
    }

    private async Task KeepAsync(Stream output)
    {
        var chunk = new byte[4096];
        while (await output.ReadAsync(chunk) is > 0 and var count)
        {
            lock (_lock)
            {
                _said.AddRange(chunk.AsSpan(0, count));
            }
        }
    }
}
