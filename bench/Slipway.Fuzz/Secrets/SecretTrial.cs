using System.Text;
using System.Text.RegularExpressions;
using Slipway.Cli.Terminals;
using Slipway.Cli.Views;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.Logs;
using Slipway.Execution.Masking;
using Slipway.Execution.State;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Fuzz.Secrets;

/// <summary>
/// Records a run in which random secrets, in random forms, stand in every text that a job has a say in, and looks for them in all that the views printed
/// and in all that the run's folder holds: the names of its files and what is in them.
/// </summary>
internal sealed partial class SecretTrial : IDisposable
{
    private static readonly JobRef Job = new("main", "job");
    private readonly Random _random;
    private readonly string[] _secrets;
    private readonly RunFolder _folder = new("1", Directory.CreateTempSubdirectory("slipway-secrets-").FullName);
    private readonly MemoryStream _plain = new();
    private readonly MemoryStream _json = new();
    private readonly StringBuilder _live = new();
    private readonly StringWriter _summary = new();
    private readonly HashSet<string> _placed = [];

    public SecretTrial(Random random)
    {
        _random = random;
        _secrets = SecretMaker.Make(_random);
    }

    /// <returns>What was seen and where; null: nothing was.</returns>
    public async Task<string?> FindLeakAsync()
    {
        await RunAsync();
        foreach (var (place, text) in Everything())
        {
            if (_placed.FirstOrDefault(seen => text.Contains(seen, StringComparison.Ordinal)) is { } seen)
            {
                return $"{place} shows «{seen}» of the secrets {string.Join(", ", _secrets.Select(secret => $"«{secret}»"))}:\n{text}";
            }
        }

        return Printed().Where(printed => !SafeText.Is(printed.Text)).Select(printed => $"{printed.Place} is not clean:\n{printed.Text}").FirstOrDefault();
    }

    public void Dispose()
    {
        _summary.Dispose();
        _plain.Dispose();
        _json.Dispose();
        Directory.Delete(_folder.Path, recursive: true);
    }

    private async Task RunAsync()
    {
        var clock = TimeProvider.System;
        var summary = new RunSummary(_folder);
        await using var output = new CleanStream(_plain);
        using var live = new LiveView(text => _live.Append(text), () => (200, 50), clock);
        using var kept = new FolderJournal(_folder, new StorageLimits(), new DiskReserve(_folder.Path, new StorageLimits()));
        var journal = new ShownJournal(kept, [new PlainView(output, quiet: false), new JsonView(_json, clock), live, summary]);
        var limits = new StorageLimits();
        var recorder = new RunRecorder(journal, new SecretPatterns(_secrets), clock, new RunStorage(limits, new DiskReserve(_folder.Path, limits)));
        recorder.Record(new JobStarted(Job, 1, 1) { Time = recorder.Now });
        for (var step = 1; step < 6; step++)
        {
            await RunStepAsync(recorder, step);
        }

        recorder.Record(new ArtifactsStored(Job, [Text(), Text()]) { Time = recorder.Now });
        recorder.Record(new ImagePushed(Job, Text(), Text()) { Time = recorder.Now });
        recorder.Record(new ServiceLogged(Job, Text(), "none", 1, Text()) { Time = recorder.Now });
        recorder.Record(new TestResultsStored(Job, 1, 1, 0) { Time = recorder.Now });
        var test = new TestCase(recorder.Text(Text()), recorder.Text(Text()), recorder.Text(Text()), 1, "failure", recorder.Text(Text()));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "tests"), $"{test.ClassName}\n{test.Name}\n{test.File}\n{test.Message}");
        JobOutcome[] ends = [new JobOutcome.Failed(Text()), new JobOutcome.TimedOut(Text()), new JobOutcome.InfrastructureFailed(Text()), new JobOutcome.NotRun(Text()), new JobOutcome.Unauthorized(Text())];
        recorder.Record(new JobFinished(Job, ends[_random.Next(ends.Length)], TimeSpan.Zero) { Time = recorder.Now });
        await using var end = new TerminalWriter(_summary);
        summary.Write(end, RunOutcome.Failed, TimeSpan.Zero);
    }

    private async Task RunStepAsync(RunRecorder recorder, int step)
    {
        var name = Text();
        var log = new StepLog(recorder, Job, 1, step, name, TimeProvider.System);
        recorder.Record(new StepStarted(Job, step, name, log.Id) { Time = recorder.Now });
        await using (log)
        {
            log.Say(Text());
            var bytes = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 6).Select(_ => Text())));
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(bytes.Length - at, _random.Next(1, 200));
                await log.WriteAsync(bytes.AsMemory(at, length), CancellationToken.None);
                at += length;
            }
        }

        StepOutcome[] ends = [new StepOutcome.Failed(1, Text()), new StepOutcome.TimedOut(Text()), new StepOutcome.InfrastructureFailed(Text()), new StepOutcome.Skipped(Text())];
        recorder.Record(new StepFinished(Job, step, ends[_random.Next(ends.Length)], TimeSpan.Zero) { Time = recorder.Now });
    }

    /// <summary>A text with a secret in it, in one of its forms, or painted.</summary>
    private string Text()
    {
        var whole = _secrets[_random.Next(_secrets.Length)];
        // Of a secret of several lines, one alone is as secret.
        string[] lines = [.. whole.Split('\n').Select(line => line.Trim()).Where(line => line.Length >= 6)];
        var secret = _random.Next(2) == 0 && lines.Length > 0 ? lines[_random.Next(lines.Length)] : whole;
        var forms = SecretWriting.Forms(secret, _random);
        var form = _random.Next(forms.Count + 2) is var choice && choice < forms.Count ? forms[choice].Written : SecretWriting.Painted(secret, _random);
        _placed.Add(secret);
        _placed.UnionWith(forms.Select(made => made.Seen));
        // What is shown line by line, or cleaned, is looked for as it is shown.
        _placed.UnionWith(secret.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length >= 4));
        return $"before {form} behind";
    }

    private IEnumerable<(string Place, string Text)> Everything() => Printed().Concat(
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).SelectMany(file => new[] { ("the name of a file", file[_folder.Path.Length..]), (file, File.ReadAllText(file)) }));

    private IEnumerable<(string Place, string Text)> Printed() =>
    [
        ("the plain view", Encoding.UTF8.GetString(_plain.ToArray())),
        ("the JSON view", Encoding.UTF8.GetString(_json.ToArray())),
        ("the summary", _summary.ToString()),
        ("the live view", OwnSequences().Replace(_live.ToString(), "")),
    ];

    [GeneratedRegex("\e\\[\\??[0-9;]*[mAJlh]|\r")]
    private static partial Regex OwnSequences();
}
