using System.Globalization;
using System.Runtime.InteropServices;

namespace Slipway.Agent.Processes;

/// <summary>The processor, named as in cache keys.</summary>
internal static class CpuModel
{
    /// <summary>Such as <c>linux-amd64-6_85</c>: family and model of the processor.</summary>
    public static string CacheKeyName(string cpuInfo = "/proc/cpuinfo")
    {
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var family = Field(cpuInfo, "cpu family") ?? Field(cpuInfo, "CPU architecture");
        var model = Field(cpuInfo, "model") ?? Field(cpuInfo, "CPU part");
        return family is null ? $"linux-{architecture}" : string.Create(CultureInfo.InvariantCulture, $"linux-{architecture}-{family}_{model}");
    }

    private static string? Field(string file, string name) =>
        !File.Exists(file) ? null : File.ReadLines(file)
            .Take(64)
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2 && parts[0].Trim() == name)
            .Select(parts => parts[1].Trim())
            .FirstOrDefault();
}
