using Docker.DotNet.Models;

namespace Slipway.Execution.Images;

/// <summary>Turns Docker's stream of layer messages into few lines: one per finished layer, and the digest.</summary>
internal sealed class PullProgress(Action<string> say) : IProgress<JSONMessage>
{
    /// <summary>What Docker said went wrong: it says so in the stream, after a status of 200.</summary>
    public string? Error { get; private set; }

    public void Report(JSONMessage value)
    {
        if (value.Error?.Message is { } error)
        {
            Error = error;
        }
        else if (value.ID is null && value.Status is { Length: > 0 } status)
        {
            say($"  {status}");
        }
        else if (value.Status is "Pull complete" or "Already exists")
        {
            say($"  {value.ID}: {value.Status}");
        }
    }
}
