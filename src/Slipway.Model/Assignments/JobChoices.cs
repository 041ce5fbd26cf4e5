namespace Slipway.Model.Assignments;

/// <summary>What was chosen for a job beside its plan.</summary>
public sealed record JobChoices
{
    /// <summary>Its containers and engine stay when it fails.</summary>
    public bool KeepOnFailure { get; init; }

    /// <summary>Lines for the containers' /etc/hosts, each <c>name:address</c>.</summary>
    public required IReadOnlyList<string> ExtraHosts { get; init; }

    /// <summary>Ports that containers of its engine publish answer on the job's localhost.</summary>
    public bool PortsOnLocalhost { get; init; }

    public PullPolicy Pull { get; init; }

    /// <summary>What jobs of runs that are not trusted get all the same.</summary>
    public required UntrustedGrants Untrusted { get; init; }
}
