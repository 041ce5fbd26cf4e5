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
            // The terminal that is asked may be stopped.
            var asking = Task.Run(
                () => ask($"Approve {job} of workflow {workflow}? [y/N] ", () => Task.Run(answers.ReadLine, cancellationToken).WaitAsync(cancellationToken)), cancellationToken);
            var answer = await asking.WaitAsync(cancellationToken);
            return answer?.Trim() is "y" or "Y" or "yes";
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
