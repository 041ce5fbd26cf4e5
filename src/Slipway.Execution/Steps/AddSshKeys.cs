using System.Text;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Linux.Files;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>
/// The step <c>add_ssh_keys</c>: the private keys of the project's folder <c>.slipway/ssh</c>, each file named by the host it is for, into the container with an SSH
/// config that offers them, and into the job's ssh-agent.
/// </summary>
/// <remarks>https://circleci.com/docs/guides/integration/add-ssh-key/.</remarks>
internal static class AddSshKeys
{
    private const int Private = (int)FileModes.PrivateFile;

    public static async Task<StepOutcome> RunAsync(JobContext job, AddSshKeysStep step, StepLog log, CancellationToken cancellationToken)
    {
        if (!job.Assignment.MayUseSecrets)
        {
            log.Say("warning: this run is untrusted and gets no SSH keys of the project");
            return new StepOutcome.Passed();
        }

        var folder = Path.Combine(job.Facts.Project.Folder, SshKeyFile.Folder);
        var keys = await ReadAsync(job.Facts.Project.Folder, cancellationToken);
        RefuseUnknown(step.Fingerprints, keys, folder);
        if (keys.Count == 0)
        {
            log.Say($"warning: there are no SSH keys in {folder}; a file there is a private key and its name the host it is for");
            return new StepOutcome.Passed();
        }

        var ssh = $"{job.Agent.Hello.Home.TrimEnd('/')}/.ssh";
        var config = new StringBuilder();
        foreach (var key in keys.Where(key => step.Fingerprints.Count == 0 || step.Fingerprints.Any(key.IsCalled)))
        {
            var target = $"{ssh}/id_rsa_{key.OldFingerprint?.Replace(":", "", StringComparison.Ordinal) ?? key.Host}";
            await job.Agent.WriteFileAsync(new WriteFileRequest { Path = target, Content = key.Content, Mode = Private }, cancellationToken);
            config.Append("Host ").Append(key.Host).Append("\n  IdentitiesOnly yes\n  IdentityFile ").Append(target).Append("\n\n");
            log.Say($"Installed the key for {key.Host}{(key.Fingerprint is { } fingerprint ? $" ({fingerprint})" : "")}");
            if (await (job.SshAgent?.AddAsync(key.Content, cancellationToken) ?? Task.FromResult<string?>("the container has no place for its socket")) is { } reason)
            {
                log.Say($"warning: the job's ssh-agent does not have it: {reason}");
            }
        }

        await job.Agent.WriteFileAsync(new WriteFileRequest { Path = $"{ssh}/config", Content = Encoding.UTF8.GetBytes(config.ToString()), Mode = Private, Append = true }, cancellationToken);
        return new StepOutcome.Passed();
    }

    private static async Task<IReadOnlyList<SshKeyFile>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            using var project = ProjectSecrets.TryOpen(folder);
            return project is null ? [] : await SshKeyFile.ReadAllAsync(project, cancellationToken);
        }
        catch (IOException refused)
        {
            throw new JobFailedException(refused.Message);
        }
    }

    /// <exception cref="JobFailedException">A fingerprint is that of none of the keys.</exception>
    private static void RefuseUnknown(IReadOnlyList<string> fingerprints, IReadOnlyList<SshKeyFile> keys, string folder)
    {
        if (fingerprints.Where(fingerprint => !keys.Any(key => key.IsCalled(fingerprint))).ToList() is not { Count: > 0 } unknown)
        {
            return;
        }

        var there = keys.Select(key => key.Fingerprint is null ? $"  {key.Host}: its fingerprint is not known; put {key.Host}.pub beside it" : $"  {key.Host}: {key.Fingerprint}, {key.OldFingerprint}");
        throw new JobFailedException(
            $"no key in {folder} has the fingerprint {string.Join(" or ", unknown)}; {(keys.Count == 0 ? "there are no keys: a file there is a private key, and its name the host it is for" : $"there are\n{string.Join('\n', there)}")}");
    }
}
