using Slipway.Execution.JobSpaces;
using Slipway.Execution.Machines;
using Slipway.Execution.State;

namespace Slipway.FakeMachine.Spaces;

/// <summary>A machine whose job spaces need no Docker. Nothing of a space outlives the run, so that there is nothing to reap.</summary>
internal sealed class MachineWithoutDocker(MachineRequest request) : IJobMachine
{
    public IJobSpaceFactory Spaces { get; } = new FakeJobSpaceFactory(request.AgentFile, request.Clock);

    public bool MayMoreCome => false;

    public static Task<IJobMachine> OpenAsync(MachineRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IJobMachine>(new MachineWithoutDocker(request));
    }

    public Task<IReadOnlyList<string>> ReapAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task ReapKilledAsync(RequestedParts requested, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
