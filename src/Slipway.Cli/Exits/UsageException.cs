namespace Slipway.Cli.Exits;

/// <summary>What the user asked for cannot be done as it was asked: one sentence that says the way out. Program shows it and ends with <see cref="ExitCode.Invalid"/>.</summary>
internal sealed class UsageException(string message, Exception? cause = null) : Exception(message, cause);
