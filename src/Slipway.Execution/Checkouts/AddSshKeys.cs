using System.Security.Cryptography;
using System.Text;
using Slipway.Execution.Jobs;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Checkouts;

/// <summary>The step <c>add_ssh_keys</c>: private keys from the project's folder <c>.slipway/ssh</c> into the container, with an SSH config that offers them.</summary>
internal static class AddSshKeys
{
    private const int Private = 0x180; // 0600

    public static async Task<StepOutcome> RunAsync(JobContext job, AddSshKeysStep step, StepLog log, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(job.Run.Facts.Project.Folder, ".slipway", "ssh");
        var keys = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.pub").Select(path => path[..^4]).Where(File.Exists).Order(StringComparer.Ordinal).ToList() : [];
        var chosen = step.Fingerprints.Count == 0 ? keys : [.. keys.Where(key => Fingerprints(key + ".pub").Intersect(step.Fingerprints.Select(Normal), StringComparer.Ordinal).Any())];
        if (chosen.Count < Math.Max(1, step.Fingerprints.Count))
        {
            throw new JobFailedException($"not every SSH key is there: put each private key with its .pub file into {folder}; found {string.Join(", ", keys.SelectMany(key => Fingerprints(key + ".pub").Take(1)).DefaultIfEmpty("none"))}");
        }

        var ssh = $"{job.Agent.Hello.Home.TrimEnd('/')}/.ssh";
        var config = new StringBuilder();
        foreach (var key in chosen)
        {
            var target = $"{ssh}/id_rsa_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..12]}";
            await job.Agent.WriteFileAsync(new WriteFileRequest { Path = target, Content = await File.ReadAllBytesAsync(key, cancellationToken), Mode = Private }, cancellationToken);
            config.Append("Host *\n  IdentityFile ").Append(target).Append("\n\n");
            log.Say($"Installed the key {Path.GetFileName(key)} as {target}");
        }

        await job.Agent.WriteFileAsync(new WriteFileRequest { Path = $"{ssh}/config", Content = Encoding.UTF8.GetBytes(config.ToString()), Mode = Private, Append = true }, cancellationToken);
        return new StepOutcome.Passed();
    }

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
