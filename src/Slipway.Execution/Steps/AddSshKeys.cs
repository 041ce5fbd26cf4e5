using System.Text;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Linux.Files;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>add_ssh_keys</c>: the private keys of the project's folder <c>.slipway/ssh</c>, each file named by the host it is for, into the container with an SSH config that offers them.</summary>
internal static class AddSshKeys
{
    private const int Private = (int)FileModes.PrivateFile;

    public static async Task<StepOutcome> RunAsync(JobContext job, AddSshKeysStep step, StepLog log, CancellationToken cancellationToken)
    {
        if (!job.Assignment.MayUseSecrets)
        {
            log.Say("Warning: this run is untrusted and gets no SSH keys of the project");
            return new StepOutcome.Passed();
        }

        IReadOnlyList<SshKeyFile> keys;
        try
        {
            using var project = ProjectSecrets.TryOpen(job.Facts.Project.Folder);
            keys = project is null ? [] : SshKeyFile.ReadAll(project);
        }
        catch (IOException refused)
        {
            throw new JobFailedException(refused.Message);
        }

        if (keys.Count == 0)
        {
            log.Say($"Warning: there are no SSH keys in {Path.Combine(job.Facts.Project.Folder, SshKeyFile.Folder)}; a file there is a private key and its name the host it is for");
            return new StepOutcome.Passed();
        }

        var ssh = $"{job.Agent.Hello.Home.TrimEnd('/')}/.ssh";
        var config = new StringBuilder();
        foreach (var key in keys.Where(key => key.IsCalled(step.Fingerprints)))
        {
            var host = key.Host;
            var target = $"{ssh}/id_rsa_{host}";
            await job.Agent.WriteFileAsync(new WriteFileRequest { Path = target, Content = key.Content, Mode = Private }, cancellationToken);
            config.Append("Host ").Append(host).Append("\n  IdentitiesOnly yes\n  IdentityFile ").Append(target).Append("\n\n");
            log.Say($"Installed the key for {host}");
        }

        await job.Agent.WriteFileAsync(new WriteFileRequest { Path = $"{ssh}/config", Content = Encoding.UTF8.GetBytes(config.ToString()), Mode = Private, Append = true }, cancellationToken);
        return new StepOutcome.Passed();
    }
}
