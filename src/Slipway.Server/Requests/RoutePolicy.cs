namespace Slipway.Server.Requests;

/// <summary>Who may call a route. A route without a policy cannot be written.</summary>
public enum RoutePolicy
{
    /// <summary>Whoever reaches the server; nothing that belongs to anybody is behind it, or the address itself proves what it must.</summary>
    Everybody,
    StatusToken,
    ReadToken,
    WriteToken,
    AdminToken,

    /// <summary>As for reading; a job may read its own project. What is missing is asked for as git can give it.</summary>
    GitRead,

    /// <summary>As for writing, and asked for as git can give it.</summary>
    GitWrite,

    /// <summary>A token that makes a runner known, once.</summary>
    RegistrationToken,

    /// <summary>A runner's own key.</summary>
    RunnerKey,

    /// <summary>The token of a job that runs.</summary>
    JobToken,
}
