using System.Diagnostics;
using System.Globalization;
using Slipway.Config.Fuzz;

if (args.Length < 3)
{
    await Console.Error.WriteLineAsync("usage: Slipway.Config.Fuzz MINUTES SEED_FOLDER OUTPUT_FOLDER [SEED]");
    return 2;
}

var end = Stopwatch.GetTimestamp() + (long)(double.Parse(args[0], CultureInfo.InvariantCulture) * 60 * Stopwatch.Frequency);
var seeds = Directory.EnumerateFiles(args[1], "*.y*ml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(seed => seed.Length is > 0 and < 64 << 10).ToList();
var output = Directory.CreateDirectory(args[2]).FullName;
var seed = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : Environment.TickCount;
var mutator = new ConfigMutator(seeds, new Random(seed));
var current = Path.Combine(output, "current.yml");
Console.WriteLine($"{seeds.Count} seeds, random seed {seed}");

var (count, bad, slowest) = (0L, 0, TimeSpan.Zero);
var lastReport = Stopwatch.GetTimestamp();
while (Stopwatch.GetTimestamp() < end)
{
    var input = mutator.Next();

    // Left behind when the process dies of it, such as of a stack overflow.
    await File.WriteAllBytesAsync(current, input);
    var watch = Stopwatch.StartNew();
    var compile = Task.Run(() => FuzzRun.CompileAsync(input, CancellationToken.None));
    if (await Task.WhenAny(compile, Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System)) != compile)
    {
        Console.WriteLine($"HANG: {current}");
        return 1;
    }

    var problem = await compile;
    if (problem is not null && problem.StartsWith("slow", StringComparison.Ordinal))
    {
        // A busy machine is no finding: it must be slow again.
        problem = await FuzzRun.CompileAsync(input, CancellationToken.None);
    }

    slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
    count++;
    if (problem is not null)
    {
        var file = Path.Combine(output, string.Create(CultureInfo.InvariantCulture, $"bad-{++bad}.yml"));
        await File.WriteAllBytesAsync(file, input);
        await File.WriteAllTextAsync(file + ".txt", problem);
        Console.WriteLine($"{file}: {problem.Split('\n')[0]}");
    }

    if (Stopwatch.GetElapsedTime(lastReport) > TimeSpan.FromSeconds(30))
    {
        lastReport = Stopwatch.GetTimestamp();
        Console.WriteLine($"{count} compiled, {bad} bad, slowest {slowest.TotalMilliseconds:0} ms");
    }
}

File.Delete(current);
Console.WriteLine($"{count} mutated configs compiled: {bad} crashes or hangs; slowest {slowest.TotalMilliseconds:0} ms");
return bad == 0 ? 0 : 1;
