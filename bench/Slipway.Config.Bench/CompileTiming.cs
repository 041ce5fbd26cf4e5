using System.Diagnostics;
using System.Text;
using Slipway.Config.Compilation;
using Slipway.Config.Compiler;

namespace Slipway.Config.Bench;

/// <summary>Times compiles within this process.</summary>
internal static class CompileTiming
{
    /// <param name="text">The config.</param>
    /// <param name="rounds">How many compiles are timed, after half as many that are not.</param>
    public static async Task<CompileFigures> MeasureAsync(string text, int rounds)
    {
        var source = new ConfigSource("bench.yml", Encoding.UTF8.GetBytes(text));
        for (var i = 0; i < Math.Max(1, rounds / 2); i++)
        {
            await CompileAsync(source);
        }

        var times = new List<double>();
        var cpuTimes = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            GC.Collect();
            var cpu = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            await CompileAsync(source);
            times.Add(watch.Elapsed.TotalMilliseconds);
            cpuTimes.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        await CompileAsync(source);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new CompileFigures(times.Order().ElementAt(times.Count / 2), times.Min(), cpuTimes.Order().ElementAt(cpuTimes.Count / 2), allocated, source.Content.Length);
    }

    private static async Task CompileAsync(ConfigSource source)
    {
        var result = await ConfigCompiler.CompileAsync(source, new CompileOptions(), CancellationToken.None);
        if (!result.IsValid)
        {
            throw new InvalidOperationException($"The generated config is invalid: {string.Join('\n', result.Diagnostics.Take(5))}");
        }
    }
}

/// <param name="Median">Milliseconds.</param>
/// <param name="Best">Milliseconds.</param>
/// <param name="Cpu">Milliseconds of processor time, the median; what a busy machine does not change.</param>
/// <param name="Allocated">Bytes of one compile, garbage included.</param>
/// <param name="Size">Bytes of the config.</param>
internal sealed record CompileFigures(double Median, double Best, double Cpu, long Allocated, int Size);
