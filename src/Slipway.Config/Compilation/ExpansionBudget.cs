namespace Slipway.Config.Compilation;

/// <summary>
/// How much a compilation may grow: aliases, references, matrices and commands that call commands multiply what is written once. What is counted is what stands in
/// the plan, or is looked through on the way to it.
/// </summary>
internal sealed class ExpansionBudget
{
    /// <summary>Letters of all texts. Plans of real projects have some ten thousand, and a matrix of 2,000 jobs with 30,000 each fits.</summary>
    public const int MaxText = 64 * 1024 * 1024;

    public const int MaxSteps = 200_000;

    /// <summary>Nodes of all jobs. CircleCI's reference names no bound: what a project pays for is one (https://circleci.com/docs/reference/configuration-reference/#parallelism).</summary>
    public const int MaxNodes = 20_000;

    /// <summary>What stands around a text in a plan that is written down: its key, quotes, spaces.</summary>
    public const int AroundText = 16;

    /// <summary>The same for a job or a step and its own keys.</summary>
    public const int AroundPart = 128;

    private long _text;
    private int _steps;
    private long _nodes;

    /// <summary>Whether there is no room for letters any more: nothing that is compiled from now on is of use.</summary>
    public bool IsSpent => _text > MaxText;

    /// <summary>Lets the definitions be looked through by themselves with as much room again: what they say is in the plan already.</summary>
    public void BeginChecks() => _text = IsSpent ? _text : 0;

    public bool TakeText(long letters) => (_text = Math.Min(_text + letters, MaxText + 1L)) <= MaxText;

    public bool TakeStep() => ++_steps <= MaxSteps;

    public bool TakeNodes(int nodes) => (_nodes += nodes) <= MaxNodes;
}
