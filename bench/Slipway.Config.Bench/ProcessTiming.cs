using System.Diagnostics;
using System.Globalization;

namespace Slipway.Config.Bench;

/// <summary>Times whole processes, and reads how much memory they had at most.</summary>
internal static class ProcessTiming
{
    /// <summary>Runs the programs in turn, so that what else the machine does meets all alike; gives the median milliseconds of each.</summary>
    public static double[] Medians(int rounds, params (string Program, string[] Arguments)[] programs)
    {
        var times = programs.Select(_ => new List<double>()).ToArray();
        for (var round = -2; round < rounds; round++)
        {
            for (var i = 0; i < programs.Length; i++)
            {
                var watch = Stopwatch.StartNew();
                using var process = Start(programs[i].Program, programs[i].Arguments);
                process.WaitForExit();
                if (round >= 0)
                {
                    times[i].Add(watch.Elapsed.TotalMilliseconds);
                }
            }
        }

        return [.. times.Select(list => list.Order().ElementAt(list.Count / 2))];
    }

    /// <summary>The greatest resident set of a run, in bytes, read until the process is gone.</summary>
    public static long PeakMemory(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        long peak = 0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, ReadPeak(process.Id));
        }

        return peak;
    }

    private static Process Start(string program, string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static long ReadPeak(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6, line.Length - 9).Trim(), CultureInfo.InvariantCulture) << 10;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
