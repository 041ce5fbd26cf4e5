using Slipway.Execution.Projects;
using Slipway.Execution.TestResults;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Projects;

/// <summary>The state of projects in memory, kept as a database would: rows, and no lock for as long as a turn is had.</summary>
internal sealed class MemoryProjects
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(NumberSequence Sequence, string Project), int> _numbers = [];
    private readonly Dictionary<(string Project, string Scope), byte[]> _times = [];
    private readonly Dictionary<string, SerialTurn> _turns = [];
    private readonly Dictionary<string, int> _newest = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IProjectState Of(string project, TrustScope trust) => new State(this, project, trust);

    private sealed class State(MemoryProjects all, string project, TrustScope trust) : IProjectState
    {
        public Task<int> TakeNumberAsync(NumberSequence sequence, CancellationToken cancellationToken)
        {
            lock (all._lock)
            {
                var key = (sequence, sequence == NumberSequence.Run ? "" : project);
                return Task.FromResult(all._numbers[key] = all._numbers.GetValueOrDefault(key) + 1);
            }
        }

        public Task<byte[]> ReadTimingsAsync(CancellationToken cancellationToken)
        {
            lock (all._lock)
            {
                return Task.FromResult(all._times.GetValueOrDefault((project, trust.Name)) ?? all._times.GetValueOrDefault((project, TrustScope.TrustedName), []));
            }
        }

        public async Task KeepTimingsAsync(IEnumerable<TestCase> tests, CancellationToken cancellationToken)
        {
            var known = await ReadTimingsAsync(cancellationToken);
            lock (all._lock)
            {
                all._times[(project, trust.Name)] = TestTimes.Merge(known, tests);
            }
        }

        public async Task<bool> TakeTurnAsync(SerialTurn turn, CancellationToken cancellationToken)
        {
            while (true)
            {
                Task changed;
                lock (all._lock)
                {
                    if (!all._turns.ContainsKey(Row(turn)))
                    {
                        return TryTake(turn);
                    }

                    changed = all._changed.Task;
                }

                await changed.WaitAsync(cancellationToken);
            }
        }

        public Task GiveBackAsync(SerialTurn turn)
        {
            lock (all._lock)
            {
                if (all._turns.TryGetValue(Row(turn), out var had) && had == turn)
                {
                    all._turns.Remove(Row(turn));
                    all._changed.SetResult();
                    all._changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            return Task.CompletedTask;
        }

        private string Row(SerialTurn turn) => trust.IsTrusted ? turn.Group : $"{project}-{trust.Name}/{turn.Group}";

        private bool TryTake(SerialTurn turn)
        {
            if (all._newest.GetValueOrDefault(Row(turn)) > turn.Run)
            {
                return false;
            }

            all._newest[Row(turn)] = turn.Run;
            all._turns[Row(turn)] = turn;
            return true;
        }
    }
}
