using System.Net.Sockets;
using System.Text.Json;

namespace Slipway.Linux.Failures;

/// <summary>
/// That the world failed: a disk, a network, the kernel, another program. The framework tells it in many types; here it becomes one, where the work is waited for, so that
/// whoever can do something about it needs to know no others. What is neither that nor a cancellation is a mistake of ours, and passes.
/// </summary>
public static class WorldFailure
{
    public static bool Includes(Exception failure) =>
        failure is InfrastructureException or HttpRequestException or SocketException or IOException or UnauthorizedAccessException or TimeoutException;

    /// <summary>Waits for work.</summary>
    /// <param name="say">Makes the message; null: it is the failure's own.</param>
    /// <param name="includes">What counts as a failure of the world; null: <see cref="Includes"/>.</param>
    /// <exception cref="InfrastructureException">The world failed it.</exception>
    public static async Task<T> TellAsync<T>(Task<T> work, Func<Exception, string>? say = null, Func<Exception, bool>? includes = null)
    {
        try
        {
            return await work;
        }
        catch (Exception failure) when (failure is not InfrastructureException && (includes ?? Includes)(failure))
        {
            throw new InfrastructureException(say?.Invoke(failure) ?? failure.Message, failure);
        }
    }

    /// <summary>The same of work that gives nothing.</summary>
    public static Task TellAsync(Task work, Func<Exception, string>? say = null, Func<Exception, bool>? includes = null)
    {
        return TellAsync(EndAsync(), say, includes);

        async Task<bool> EndAsync()
        {
            await work;
            return true;
        }
    }

    /// <summary>Does work with files.</summary>
    /// <exception cref="FileNotFoundException">A file is not there, or a folder on its way.</exception>
    /// <exception cref="IOException">It fails otherwise, this user may not do it, or what was read is no JSON of its kind.</exception>
    public static T OfFiles<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DirectoryNotFoundException gone)
        {
            throw new FileNotFoundException(gone.Message, gone);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException(refused.Message, refused);
        }
        catch (JsonException damage)
        {
            throw new IOException(damage.Message, damage);
        }
    }

    /// <inheritdoc cref="OfFiles{T}(Func{T})"/>
    public static void OfFiles(Action work) => OfFiles(() =>
    {
        work();
        return true;
    });

    /// <summary>The boundary of work that is done over and over, or for somebody else: whatever it fails with is for its caller to say, who goes on.</summary>
    /// <returns>Null: it did not fail. What comes after a cancellation is thrown.</returns>
    public static async Task<Exception?> FindAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return failure;
        }
    }
}
