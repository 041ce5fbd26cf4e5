using Slipway.Model.Diagnostics;

namespace Slipway.Server.Compilation;

/// <summary>Why a pipeline has nothing to run, or what is odd in its config.</summary>
/// <param name="Message">One sentence.</param>
/// <param name="Diagnostic">With its place, where the config is what it is about.</param>
public sealed record PipelineProblem(ProblemKind Kind, string Message, Diagnostic? Diagnostic = null)
{
    public bool IsError => Diagnostic is not { Severity: Severity.Warning };
}

public enum ProblemKind
{
    /// <summary>The config is wrong.</summary>
    Config,

    /// <summary>The config cannot be read at the commit.</summary>
    ConfigFetch,

    /// <summary>It took too long.</summary>
    Timeout,
    Other,
}
