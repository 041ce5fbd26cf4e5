namespace Slipway.Execution.Failures;

/// <summary>The job cannot go on and the user's config is the cause: an image that does not exist, a service that cannot start.</summary>
public sealed class JobFailedException(string message, Exception? inner = null) : Exception(message, inner);
