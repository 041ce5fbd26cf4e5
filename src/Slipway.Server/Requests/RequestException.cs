using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Requests;

/// <summary>A request that is answered with a status of its own and a sentence.</summary>
public sealed class RequestException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status => status;

    /// <summary>What is not there, and what the caller may not see: nobody can tell the two apart.</summary>
    public static RequestException NotFound(string what) => new(StatusCodes.Status404NotFound, $"{what} not found");

    public static RequestException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>The caller has lost its hold on what it writes about.</summary>
    public static RequestException Lost() => new(StatusCodes.Status409Conflict, "The lease is over: somebody else has the assignment, or nobody any more.");
}
