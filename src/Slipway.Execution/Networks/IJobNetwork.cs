using Slipway.Linux.Addresses;

namespace Slipway.Execution.Networks;

/// <summary>A job's own network; disposing removes it.</summary>
public interface IJobNetwork : IAsyncDisposable
{
    Ipv4Network Subnet { get; }

    /// <summary>Connects a primary container that has just started.</summary>
    /// <param name="container">Its Docker id.</param>
    /// <param name="process">Its first process on this machine.</param>
    /// <exception cref="IOException">The process is gone, or is none of this machine.</exception>
    Task ConnectAsync(string container, int process);

    /// <summary>Removes the network ahead of its disposal.</summary>
    /// <returns>False: a container still has an address in it.</returns>
    Task<bool> TryRemoveAsync();

    /// <summary>Leaves the network, with its containers, to whoever removes those later.</summary>
    void Leave();
}
