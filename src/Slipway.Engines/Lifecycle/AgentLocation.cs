namespace Slipway.Engines.Lifecycle;

/// <summary>Where the agent lies on this machine: beside the program, or where the environment says.</summary>
public static class AgentLocation
{
    public static string Find() => Environment.GetEnvironmentVariable("SLIPWAY_AGENT") is { Length: > 0 } given
        ? given
        : Path.Combine(AppContext.BaseDirectory, "slipway-agent");
}
