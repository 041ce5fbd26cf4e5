namespace Slipway.Model.Assignments;

/// <summary>What the machine's settings give to runs that are not trusted. Every member may be left out, so they have setters: generated readers give an init-only one null.</summary>
public sealed record UntrustedGrants
{
    /// <summary>The project's contexts, variables and SSH keys.</summary>
    public bool Secrets { get; set; }

    /// <summary>What <c>docker login</c> left on the machine.</summary>
    public bool Logins { get; set; }

    /// <summary>Images that are used as they are on the machine, by the names that configs write; <c>*</c> at the end stands for anything.</summary>
    public IReadOnlyList<string> LocalImages { get; set; } = [];
}
