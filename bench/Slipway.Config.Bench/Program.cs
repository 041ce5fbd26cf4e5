using Slipway.Config.Bench;

// usage: Slipway.Config.Bench SLIPWAY [NODE]
var slipway = Path.GetFullPath(args[0]);
var node = args.Length > 1 ? args[1] : "node";
var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
try
{
    string WriteConfig(int lines, int jobs)
    {
        var file = Path.Combine(folder, $"{lines}.yml");
        File.WriteAllText(file, GeneratedConfig.Write(lines, jobs));
        return file;
    }

    Console.WriteLine("| what | measured | limit |");
    Console.WriteLine("|---|---|---|");

    var small = WriteConfig(100, 2);
    var medians = ProcessTiming.Medians(25, (slipway, ["config", "validate", small]), (node, ["-e", ""]));
    Console.WriteLine($"| whole process: slipway config validate, 100 lines | {medians[0]:0.0} ms, {medians[0] / medians[1]:0.00} × node -e '' ({medians[1]:0.0} ms) | 2 × |");

    var large = await CompileTiming.MeasureAsync(GeneratedConfig.Write(5_000, 50), 40);
    Console.WriteLine($"| in process: 5,000 lines, 50 jobs, warm | {large.Median:0.0} ms (best {large.Best:0.0}, processor time {large.Cpu:0.0}) | 20 ms |");

    var baseline = Enumerable.Range(0, 5).Max(_ => ProcessTiming.PeakMemory(slipway, "config", "validate", small));
    foreach (var lines in (int[])[1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000])
    {
        var text = GeneratedConfig.Write(lines, Math.Max(1, lines / 100));
        var figures = await CompileTiming.MeasureAsync(text, lines > 20_000 ? 5 : 15);
        var perLine = figures.Cpu * 1000 / lines;
        Console.WriteLine($"| in process: {lines:N0} lines, {lines / 100:N0} jobs, {figures.Size / 1024:N0} KB | {figures.Median:0.0} ms, processor time {figures.Cpu:0.0} ms: {perLine:0.00} µs a line, {(double)figures.Allocated / figures.Size:0.0} × allocated | linear |");
    }

    foreach (var lines in (int[])[5_000, 20_000, 100_000])
    {
        var file = WriteConfig(lines, lines / 100);
        var peak = ProcessTiming.PeakMemory(slipway, "config", "validate", file);
        var size = new FileInfo(file).Length;
        Console.WriteLine($"| memory of the process above that for 100 lines: {lines:N0} lines, {size / 1024:N0} KB | {(peak - baseline) / 1024:N0} KB, {(double)(peak - baseline) / size:0.0} × the file | 20 × |");
    }

    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
