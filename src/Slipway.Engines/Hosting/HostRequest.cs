using System.Text.Json;
using Slipway.Engines.Leases;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Hosting;

/// <summary>What a client asks of the daemon: one line of JSON. Exactly one member is present.</summary>
public sealed record HostRequest
{
    /// <summary>Lease an engine. It lives until it is released or its owner's process ends; the connection does not matter.</summary>
    public EngineRequest? Lease { get; init; }

    public LeaveRequest? Leave { get; init; }

    public ReleaseRequest? Release { get; init; }

    /// <summary>True: all engines' records.</summary>
    public bool List { get; init; }

    /// <summary>True: remove what dead owners left.</summary>
    public bool Reap { get; init; }

    /// <summary>Reads a client's line.</summary>
    /// <exception cref="InfrastructureException">It is no request; the message says what is wrong with it.</exception>
    public static HostRequest Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var request = JsonSerializer.Deserialize(line, HostJson.Default.HostRequest) ?? throw new InfrastructureException("The request is null.");
            if (new[] { request.Lease is not null, request.Leave is not null, request.Release is not null, request.List, request.Reap }.Count(isAsked => isAsked) != 1)
            {
                throw new InfrastructureException("`slipway host` does not know this request, or it is more than one; use the same version of slipway on both sides.");
            }
            request.Lease?.Check();
            return request;
        }
        catch (JsonException failure)
        {
            throw new InfrastructureException($"`slipway host` cannot read this request; use the same version of slipway on both sides. {failure.Message}", failure);
        }
    }
}

/// <summary>Give a leased engine to another process, with which it ends; 0: only a release ends it.</summary>
public sealed record LeaveRequest(string Id, int OwnerProcess);

/// <summary>End a lease; <paramref name="Succeeded"/> lets its layers be kept.</summary>
public sealed record ReleaseRequest(string Id, bool Succeeded);
