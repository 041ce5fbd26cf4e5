namespace Slipway.Agent.Linux;

/// <summary>Work with files of a container, which is the user's: where it does not go, the agent does without.</summary>
internal static class FileAttempt
{
    /// <param name="otherwise">The result where a file is not there, or the container's user may not use it.</param>
    public static T Of<T>(Func<T> work, T otherwise)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return otherwise;
        }
    }
}
