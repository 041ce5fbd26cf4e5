using Slipway.Model.Plans;

namespace Slipway.Config.Selection;

/// <summary>What came of choosing a workflow or job by name.</summary>
public abstract record NamedChoice
{
    private NamedChoice()
    {
    }

    public sealed record Chosen(Plan Plan) : NamedChoice;

    /// <param name="Known">Every name that could have been given.</param>
    public sealed record Unknown(IReadOnlyList<string> Known) : NamedChoice;

    /// <param name="Workflows">The workflows that each have such a job; one is to be named as <c>WORKFLOW/JOB</c>.</param>
    public sealed record Ambiguous(IReadOnlyList<string> Workflows) : NamedChoice;
}
