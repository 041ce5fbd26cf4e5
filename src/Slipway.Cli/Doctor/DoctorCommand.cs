using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Doctor;
using Slipway.Engines.Isolation;

namespace Slipway.Cli.Doctor;

/// <summary><c>slipway doctor</c>: what this machine lacks, and the commands that mend it.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandSettings settings)
    {
        var json = new Option<bool>("--json") { Description = "print JSON" };
        var isolation = new Option<bool>("--isolation") { Description = "start two engines and try to break out of one" };
        var command = new Command("doctor", "Check what engines need on this machine, and say what mends it.") { json, isolation };
        command.SetAction(async (result, cancellationToken) =>
        {
            var output = result.InvocationConfiguration.Output;
            return (int)(result.GetValue(isolation)
                ? Show(await IsolationTrial.RunAsync(settings.Engines, TimeProvider.System, result.InvocationConfiguration.Error.WriteLine, cancellationToken), result.GetValue(json), output)
                : Show(await Examination.RunAsync(settings.Engines, TimeProvider.System, cancellationToken), result.GetValue(json), output));
        });
        return command.WithExamples("slipway doctor", "sudo slipway doctor --isolation    # tries to break out of an engine");
    }

    private static ExitCode Show(IReadOnlyList<DoctorFinding> findings, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(findings, DoctorJson.Default.IReadOnlyListDoctorFinding));
        }

        foreach (var finding in json ? [] : findings)
        {
            output.WriteLine($"{Mark(finding.Verdict)} {finding.Check,-17} {finding.Detail}");
            if (finding.Remedy is not null)
            {
                output.WriteLine($"{"",24}mend: {finding.Remedy}");
            }
        }

        return findings.Any(finding => finding.Verdict == DoctorVerdict.Missing) ? ExitCode.Infrastructure : ExitCode.Passed;
    }

    private static ExitCode Show(IReadOnlyList<IsolationResult> results, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(results, IsolationJson.Default.IReadOnlyListIsolationResult));
        }

        foreach (var result in json ? [] : results)
        {
            output.WriteLine($"{(result.Held ? "held  " : "FAILED")} {result.From,-22} {result.Probe,-20} {result.Claim}");
        }

        return results.All(result => result.Held) ? ExitCode.Passed : ExitCode.Infrastructure;
    }

    private static string Mark(DoctorVerdict verdict) => verdict switch
    {
        DoctorVerdict.Good => "ok     ",
        DoctorVerdict.Weak => "weak   ",
        _ => "MISSING",
    };
}
