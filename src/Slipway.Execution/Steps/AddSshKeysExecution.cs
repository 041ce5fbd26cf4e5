using System.Text;
using Slipway.Execution.Jobs;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>Writes the private keys of <c>.slipway/ssh/</c> (a file's name is the host it is for) into the container, with the SSH config that uses them.</summary>
internal static class AddSshKeysExecution
{
    private const int Private = 0x180; // 0600

    public static async Task<StepOutcome> RunAsync(JobContext job, StepLog log, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(job.Run.Facts.Project.Folder, ".slipway", "ssh");
        var keys = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        if (keys.Length == 0)
        {
            log.Say($"There are no SSH keys in {folder}");
            return new StepOutcome.Passed();
        }

        var home = $"{job.Agent.Hello.Home.TrimEnd('/')}/.ssh";
        foreach (var key in keys)
        {
            var host = Path.GetFileName(key);
            var target = $"{home}/id_rsa_{host}";
            await WriteAsync(job, target, await File.ReadAllBytesAsync(key, cancellationToken), append: false, cancellationToken);
            var config = Encoding.UTF8.GetBytes($"Host {host}\n  IdentitiesOnly yes\n  IdentityFile {target}\n\n");
            await WriteAsync(job, $"{home}/config", config, append: true, cancellationToken);
            log.Say($"Installed the key for {host}");
        }

        return new StepOutcome.Passed();
    }

    private static Task WriteAsync(JobContext job, string path, byte[] content, bool append, CancellationToken cancellationToken) =>
        job.Agent.WriteFileAsync(new WriteFileRequest { Path = path, Content = content, Mode = Private, Append = append }, cancellationToken);
}
