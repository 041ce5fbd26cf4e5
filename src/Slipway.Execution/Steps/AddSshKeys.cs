using System.Security.Cryptography;
using System.Text;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>add_ssh_keys</c>: the private keys of the project's folder <c>.slipway/ssh</c>, each file named by the host it is for, into the container with an SSH config that offers them.</summary>
internal static class AddSshKeys
{
    private const int Private = 0x180; // 0600

    public static async Task<StepOutcome> RunAsync(JobContext job, AddSshKeysStep step, StepLog log, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(job.Run.Facts.Project.Folder, ".slipway", "ssh");
        var keys = Directory.Exists(folder) ? Directory.GetFiles(folder).Where(path => !path.EndsWith(".pub", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList() : [];
        if (keys.Count == 0)
        {
            log.Say($"Warning: there are no SSH keys in {folder}; a file there is a private key and its name the host it is for");
            return new StepOutcome.Passed();
        }

        var ssh = $"{job.Agent.Hello.Home.TrimEnd('/')}/.ssh";
        var config = new StringBuilder();
        foreach (var key in keys.Where(key => IsWanted(key, step.Fingerprints)))
        {
            var host = Path.GetFileName(key);
            var target = $"{ssh}/id_rsa_{host}";
            await job.Agent.WriteFileAsync(new WriteFileRequest { Path = target, Content = await File.ReadAllBytesAsync(key, cancellationToken), Mode = Private }, cancellationToken);
            config.Append("Host ").Append(host).Append("\n  IdentitiesOnly yes\n  IdentityFile ").Append(target).Append("\n\n");
            log.Say($"Installed the key for {host}");
        }

        await job.Agent.WriteFileAsync(new WriteFileRequest { Path = $"{ssh}/config", Content = Encoding.UTF8.GetBytes(config.ToString()), Mode = Private, Append = true }, cancellationToken);
        return new StepOutcome.Passed();
    }

    /// <summary>A key without its public file beside it has no fingerprint to choose by: it is taken.</summary>
    private static bool IsWanted(string key, IReadOnlyList<string> fingerprints) =>
        fingerprints.Count == 0 || !File.Exists(key + ".pub") || Fingerprints(key + ".pub").Intersect(fingerprints.Select(Normal), StringComparer.Ordinal).Any();

    /// <summary>SHA-256 and MD5 of a public key, as ssh-keygen and CircleCI write them.</summary>
    private static IEnumerable<string> Fingerprints(string publicKey)
    {
        var blob = Convert.FromBase64String(File.ReadAllText(publicKey).Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1) ?? "");
        yield return "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');
#pragma warning disable CA5351 // The name of a key, by which CircleCI's server calls it, not a protection.
        yield return string.Join(':', MD5.HashData(blob).Select(value => value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
#pragma warning restore CA5351
    }

    private static string Normal(string fingerprint) => fingerprint.StartsWith("MD5:", StringComparison.OrdinalIgnoreCase) ? fingerprint[4..].ToLowerInvariant() : fingerprint.TrimEnd('=');
}
