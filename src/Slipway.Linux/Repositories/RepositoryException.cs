namespace Slipway.Linux.Repositories;

/// <summary>A repository is not read; the message says why, and the way out.</summary>
public abstract class RepositoryException(string message, Exception? cause) : Exception(message, cause);
