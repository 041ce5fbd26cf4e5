namespace Slipway.Cli.Views;

/// <summary>Shows a question where the user sees it and returns what the given function reads; null: there is no answer.</summary>
internal delegate Task<string?> Questioner(string question, Func<Task<string?>> answer);

/// <summary>Asks for approvals on the terminal, one at a time.</summary>
internal sealed class ConsoleApprover(TextReader answers, Questioner ask) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<bool> AskAsync(string workflow, string job, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            for (var question = $"Approve {job} of workflow {workflow}? [y/N] "; ; question = $"Please answer y or n. Approve {job} of workflow {workflow}? [y/N] ")
            {
                // The terminal that is asked may be stopped.
                var asking = Task.Run(() => ask(question, () => Task.Run(answers.ReadLine, cancellationToken).WaitAsync(cancellationToken)), cancellationToken);
                if (Read(await asking.WaitAsync(cancellationToken)) is { } isGiven)
                {
                    return isGiven;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <returns>Null: it is neither yes nor no, as a typing mistake is.</returns>
    private static bool? Read(string? answer) => answer?.Trim().ToUpperInvariant() switch
    {
        "Y" or "YES" => true,
        null or "" or "N" or "NO" => false,
        _ => null,
    };
}
