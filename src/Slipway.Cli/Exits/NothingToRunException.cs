namespace Slipway.Cli.Exits;

/// <summary>What the user asked for is so already: one sentence, which <see cref="Entry"/> shows, and <see cref="ExitCode.Passed"/>.</summary>
internal sealed class NothingToRunException(string message) : Exception(message);
