namespace Slipway.Fuzz.Campaigns;

/// <summary>
/// Makes hostile input of one kind, gives it to what must bear it, and says what did not hold. Everything random comes from the trial's own numbers, so that
/// one trial can be made again. One trial at a time.
/// </summary>
internal interface IGenerator : IAsyncDisposable
{
    /// <param name="random">The trial's own numbers.</param>
    /// <param name="cancellationToken">Ends the campaign.</param>
    /// <returns>What did not hold; null when all did.</returns>
    Task<string?> TryAsync(Random random, CancellationToken cancellationToken);
}
