namespace Slipway.Linux.Repositories;

/// <summary>A repository is not read as it is. The message names the folder, the reason and the way out.</summary>
public sealed class RepositoryRefusedException(string message, Exception? cause = null) : RepositoryException(message, cause);
