using Slipway.Model.Events;

namespace Slipway.Execution.Projects;

/// <summary>
/// What a project remembers from one run to the next, as a run of it sees it: one that is not trusted begins with what trusted ones know, and leaves nothing to them.
/// Safe for any number of callers at once, also in several processes.
/// </summary>
public interface IProjectState
{
    /// <summary>Takes the next number, which nobody else gets. The first is 1.</summary>
    /// <exception cref="IOException">The state cannot be read or written; so all others say that too.</exception>
    Task<int> TakeNumberAsync(NumberSequence sequence, CancellationToken cancellationToken);

    /// <summary>How long tests took, in the form of <c>circleci tests split</c>; empty where nothing is known.</summary>
    Task<byte[]> ReadTimingsAsync(CancellationToken cancellationToken);

    /// <summary>Keeps how long tests took, in the place of what is known of the same ones.</summary>
    Task KeepTimingsAsync(IEnumerable<TestCase> tests, CancellationToken cancellationToken);

    /// <summary>Waits for a turn, which is had until it is given back: one job of a serial group at a time, over all projects. Runs that are not trusted have groups of their own.</summary>
    /// <returns>False: a newer run had its turn meanwhile, and this one has none.</returns>
    /// <remarks>https://circleci.com/docs/guides/orchestrate/controlling-serial-execution-across-your-organization/.</remarks>
    Task<bool> TakeTurnAsync(SerialTurn turn, CancellationToken cancellationToken);

    /// <summary>Gives a turn back; does nothing where it is not had.</summary>
    Task GiveBackAsync(SerialTurn turn);
}
