using System.Text;
using Slipway.Agent.Linux;
using Slipway.Agent.Processes;

namespace Slipway.Agent.Commands;

/// <summary>Runs a shell command with text on its standard input, its output going where ours goes.</summary>
internal static unsafe class PipedShell
{
    public static int Run(string command, string input)
    {
        var surroundings = System.Environment.GetEnvironmentVariables();
        var variables = new List<string>();
        foreach (System.Collections.DictionaryEntry variable in surroundings)
        {
            variables.Add($"{variable.Key}={variable.Value}");
        }

        var shell = ShellWords.Split(StepShell.Default);
        var plan = new ProcessPlan(shell[0], [.. shell, "-c", command], variables, Directory.GetCurrentDirectory());
        var ends = stackalloc int[2];
        if (Libc.Pipe2(ends, Libc.CloseOnExec) != 0)
        {
            throw SystemCallException.Last("cannot make a pipe");
        }

        using var reading = new Descriptor(ends[0]);
        using var writing = new Descriptor(ends[1]);
        var process = Spawner.Spawn(plan, reading.Number, 1, 2, ownGroup: false);
        reading.Dispose();
        Feed(writing, input);
        int status;
        _ = Libc.WaitPid(process, &status, 0);
        return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
    }

    private static void Feed(Descriptor writing, string input)
    {
        try
        {
            writing.Write(Encoding.UTF8.GetBytes(input));
        }
        catch (SystemCallException)
        {
            // The command does not read all of it, which is its own affair.
        }

        writing.Dispose();
    }
}
