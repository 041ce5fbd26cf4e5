namespace Slipway.Model.Plans;

/// <summary>One container of a docker executor.</summary>
public sealed record ImagePlan
{
    /// <summary>The image reference as written; may hold <c>$VAR</c> of the project for private images.</summary>
    public required string Image { get; init; }

    /// <summary>Host name of a service; null means that it answers on <c>localhost</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Null means that the key is absent; an empty list is an empty entrypoint.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public string? User { get; init; }

    /// <summary>For the entrypoint and command only, not for steps.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Login for the pull; values may be <c>$VAR</c> of the project or a context.</summary>
    public RegistryAuth? Auth { get; init; }

    /// <summary><c>aws_auth</c> as written.</summary>
    public IReadOnlyDictionary<string, string>? AwsAuth { get; init; }

    /// <summary><c>gcp_auth</c> as written.</summary>
    public IReadOnlyDictionary<string, string>? GcpAuth { get; init; }
}

/// <summary>User name and password of a registry as written, before project variables are filled in.</summary>
public sealed record RegistryAuth(string Username, string Password);
