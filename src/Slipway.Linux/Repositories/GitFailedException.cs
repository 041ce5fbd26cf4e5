namespace Slipway.Linux.Repositories;

/// <summary>git is not on this machine, or could not do what must work in every sound repository; the message has what git said.</summary>
public sealed class GitFailedException(string message, Exception? cause = null) : RepositoryException(message, cause);
