namespace Slipway.Config.Compilation;

/// <summary>How much a compilation may grow: commands that call commands, and texts that are put into texts, multiply.</summary>
internal sealed class ExpansionBudget
{
    public const int MaxText = 16 * 1024 * 1024;
    public const int MaxSteps = 200_000;

    private long _text;
    private int _steps;

    public bool TakeText(int characters) => (_text += characters) <= MaxText;

    public bool TakeStep() => ++_steps <= MaxSteps;
}
