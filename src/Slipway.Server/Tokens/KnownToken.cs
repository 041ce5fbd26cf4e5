namespace Slipway.Server.Tokens;

/// <summary>A token that the server has given out.</summary>
/// <param name="Name">Whose it is, for people.</param>
/// <param name="Subject">What it is bound to: a runner, an assignment; null: nothing.</param>
public sealed record KnownToken(Guid Id, AccessTokenKind Kind, string Name, TokenScope Scope, string? Subject);

/// <summary>What a token is for; none is taken for another.</summary>
public enum AccessTokenKind
{
    /// <summary>For people and their programs.</summary>
    Api,

    /// <summary>Makes a runner known, once.</summary>
    Registration,

    /// <summary>A runner's own key.</summary>
    Runner,

    /// <summary>A job's, as long as it runs.</summary>
    Job,

    /// <summary>Makes the first administrator's token, once.</summary>
    FirstAdministrator,
}

/// <summary>What a token of a person may do; each may do what those before it may.</summary>
public enum TokenScope
{
    None,

    /// <summary>Badges and feeds.</summary>
    Status,
    Read,
    Write,
    Admin,
}
