using Slipway.Linux.Failures;
using Slipway.Runner.Connections;

namespace Slipway.Runner.Remote;

/// <summary>Tells what fails on the way to the server as the ports of jobs tell it.</summary>
internal static class RemoteCalls
{
    /// <exception cref="IOException">The server cannot be reached, refuses, or has given the job to somebody else.</exception>
    public static async Task<T> OfFilesAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (InfrastructureException failure)
        {
            throw new IOException(failure.Message, failure);
        }
        catch (LeaseLostException lost)
        {
            throw new IOException(lost.Message, lost);
        }
    }

    /// <inheritdoc cref="OfFilesAsync{T}"/>
    public static Task OfFilesAsync(Func<Task> call) => OfFilesAsync(async () =>
    {
        await call();
        return true;
    });
}
