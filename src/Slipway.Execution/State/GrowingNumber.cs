namespace Slipway.Execution.State;

/// <summary>A number in a file that only grows, whoever takes the next one.</summary>
public static class GrowingNumber
{
    /// <summary>Takes <paramref name="count"/> numbers at once and returns the first.</summary>
    public static async Task<int> TakeAsync(string path, int count, CancellationToken cancellationToken)
    {
        using var number = await LockedNumber.OpenAsync(path, cancellationToken);
        var last = number.Value;
        await number.GrowAsync(last + count);
        return last + 1;
    }
}
