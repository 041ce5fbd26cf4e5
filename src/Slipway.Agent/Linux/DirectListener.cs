namespace Slipway.Agent.Linux;

/// <summary>
/// A socket in the container's network namespace through which a runner that is root on the container's machine speaks to the agent, instead of over
/// standard input and output, which pass through Docker. The agent listens before anything else runs in the container, and for one connection only.
/// </summary>
internal static class DirectListener
{
    private const int StandardInput = 0;

    /// <summary>Waits for the runner.</summary>
    /// <param name="name">Of the abstract kind: it lives in the namespace and in no folder.</param>
    /// <returns>Null: standard input has ended, so there is no runner any more.</returns>
    /// <exception cref="SystemCallException">The name is taken.</exception>
    public static Descriptor? Await(string name)
    {
        using var listener = UnixSocket.ListenAs(name);
        return UnixSocket.Accept(listener, StandardInput);
    }
}
