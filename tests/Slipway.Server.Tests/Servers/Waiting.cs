namespace Slipway.Server.Tests.Servers;

/// <summary>Asks again until what is asked for is there: what is waited for has no event on this side.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task<T> ForAsync<T>(Func<Task<T>> askAsync, Predicate<T> isThere)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(Patience);
        while (true)
        {
            var answer = await askAsync();
            if (isThere(answer))
            {
                return answer;
            }

            await Task.Delay(Pause, TimeProvider.System, end.Token);
        }
    }
}
