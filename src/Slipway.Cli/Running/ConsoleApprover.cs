namespace Slipway.Cli.Running;

/// <summary>Asks for approvals on the terminal, one at a time.</summary>
internal sealed class ConsoleApprover(TextReader answers, TextWriter questions) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<bool> AskAsync(string workflow, string job, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await questions.WriteAsync($"Approve {job} of workflow {workflow}? [y/N] ");
            await questions.FlushAsync(cancellationToken);
            var answer = await Task.Run(answers.ReadLine, cancellationToken).WaitAsync(cancellationToken);
            return answer?.Trim() is "y" or "Y" or "yes";
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
