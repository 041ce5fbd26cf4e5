namespace Slipway.Server.Requests;

/// <summary>What the server answers to.</summary>
/// <param name="Method">Such as GET.</param>
/// <param name="Pattern">Of the path, with parameters in braces.</param>
/// <param name="Run">Answers a call that the policy lets through.</param>
public sealed record Route(string Method, string Pattern, RoutePolicy Policy, Func<Call, Task> Run)
{
    /// <summary>Whether a token may stand in the address, which ends up in places where addresses are kept.</summary>
    public bool TakesTokenInAddress { get; init; }

    /// <summary>How large the body may be; null: as large as whoever reads it lets it be.</summary>
    public long? MostBytes { get; init; } = 1 << 20;
}
