using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Model.Runners;

/// <summary>What a runner says of itself to a server that it has not met before.</summary>
/// <param name="Name">For people.</param>
/// <param name="Slots">How many nodes of jobs it runs at once.</param>
public sealed record RunnerRegistration(string Name, int Slots);

/// <summary>What a server knows a runner by from then on.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Key">Proves it; nobody else ever learns it.</param>
public sealed record RunnerIdentity(string Id, string Key);

/// <summary>A runner's hold on an assignment. Whatever it says of the assignment carries the fence, and what carries an older one is refused.</summary>
/// <param name="Assignment">Its number, which grows over the server.</param>
/// <param name="Fence">Grows with every lease of the assignment.</param>
public readonly record struct Lease(long Assignment, long Fence);

/// <summary>An assignment that a runner has got.</summary>
/// <param name="Lease">Its hold on it.</param>
/// <param name="Seconds">How long it has it after the server's last answer.</param>
/// <param name="Work">What is to be run.</param>
public sealed record LeasedWork(Lease Lease, int Seconds, Assignment Work);

/// <summary>Says that a runner still has what it has.</summary>
public sealed record Beat(IReadOnlyList<Lease> Leases);

/// <param name="Canceled">Numbers of assignments that are to end in order.</param>
/// <param name="Lost">Numbers of those that the runner has no more.</param>
public sealed record BeatAnswer(IReadOnlyList<long> Canceled, IReadOnlyList<long> Lost);

/// <summary>The end of an assignment, once the whole of its journal is with the server.</summary>
/// <param name="Lease">The runner's hold on it.</param>
/// <param name="Outcome">What came of it.</param>
public sealed record AssignmentEnd(Lease Lease, JobOutcome Outcome);

/// <summary>Stands before bytes of a journal.</summary>
/// <param name="Stream">See <see cref="JournalStream"/>.</param>
/// <param name="Offset">Where they stand in it.</param>
/// <param name="Length">How many they are.</param>
/// <param name="IsWhole">Whether the stream ends with them.</param>
public sealed record JournalPiece(string Stream, long Offset, int Length, bool IsWhole = false);

/// <summary>How much of each stream the server will not lose any more.</summary>
public sealed record JournalReceipt(IReadOnlyDictionary<string, long> Durable);
