using Slipway.Agent.Linux;

namespace Slipway.Agent.Endpoints;

/// <summary>
/// The clients of an endpoint at one moment: a bounded number with a bounded number of bytes. Everybody who comes is let in; in exchange the client goes that has kept
/// the endpoint waiting longest. A client whose request is whole is safe until it has its answer.
/// </summary>
/// <param name="most">So many are served at once.</param>
/// <param name="mostBytes">So many bytes of requests are held at once.</param>
internal sealed class EndpointClients(int most, long mostBytes)
{
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(100);
    private readonly object _state = new();
    // The oldest first.
    private readonly List<EndpointClient> _present = [];
    private bool _closed;

    /// <summary>Lets a client in as soon as there is room; null: the endpoint has closed, and the connection with it.</summary>
    public EndpointClient? Enter(Descriptor connection)
    {
        lock (_state)
        {
            while (!_closed && _present.Count >= most && !DropOldest())
            {
                // All are about to be answered.
                Monitor.Wait(_state);
            }

            var client = new EndpointClient(connection);
            if (_closed)
            {
                connection.Dispose();
                return null;
            }

            _present.Add(client);
            return client;
        }
    }

    /// <summary>Counts bytes that a client has sent, and drops the oldest where all together have sent too many: it may be this one.</summary>
    public void Hold(EndpointClient client, int bytes)
    {
        lock (_state)
        {
            client.Bytes += bytes;
            while (_present.Sum(present => present.Bytes) > mostBytes && DropOldest())
            {
                // Until it fits, or all are about to be answered.
            }
        }
    }

    /// <summary>A client's request is whole: from now on the client is not dropped.</summary>
    /// <returns>False: it has been dropped already.</returns>
    public bool TryKeep(EndpointClient client)
    {
        lock (_state)
        {
            return client.IsSafe = _present.Contains(client);
        }
    }

    /// <summary>A client has its answer, and may go.</summary>
    public void Answered(EndpointClient client)
    {
        lock (_state)
        {
            client.IsSafe = false;
            Monitor.PulseAll(_state);
        }
    }

    /// <summary>Drops the oldest where the machine has no room for another connection, and waits a moment for it to go.</summary>
    public void MakeRoom()
    {
        lock (_state)
        {
            DropOldest();
            Monitor.Wait(_state, ShortPause);
        }
    }

    /// <summary>Ends a client's connection.</summary>
    public void Leave(EndpointClient client)
    {
        lock (_state)
        {
            // Under the lock: nobody shuts down a descriptor's number that belongs to another by now.
            _present.Remove(client);
            client.Connection.Dispose();
            Monitor.PulseAll(_state);
        }
    }

    /// <summary>Drops everybody and lets nobody in any more.</summary>
    public void Close()
    {
        lock (_state)
        {
            _closed = true;
            _present.ForEach(client => client.Connection.Shutdown());
            Monitor.PulseAll(_state);
        }
    }

    private bool DropOldest()
    {
        if (_present.Find(client => !client.IsSafe) is not { } oldest)
        {
            return false;
        }

        // The thread that reads from it comes to an end of its own.
        _present.Remove(oldest);
        oldest.Connection.Shutdown();
        return true;
    }
}

/// <summary>One client of an endpoint.</summary>
internal sealed class EndpointClient(Descriptor connection)
{
    public Descriptor Connection => connection;

    /// <summary>Of its request, held in memory.</summary>
    public long Bytes { get; set; }

    /// <summary>Its request is whole and not answered yet.</summary>
    public bool IsSafe { get; set; }
}
