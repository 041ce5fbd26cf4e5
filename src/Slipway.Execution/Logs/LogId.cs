using System.Globalization;
using Slipway.Execution.State;

namespace Slipway.Execution.Logs;

/// <summary>The ids by which events name logs: no two logs of one node of a job have the same. A workflow that reruns itself keeps those of each attempt.</summary>
public static class LogId
{
    public static string OfStep(int attempt, int step, string name) => WithAttempt(string.Create(CultureInfo.InvariantCulture, $"{step:000}-{RunFolder.FileName(name)}"), attempt);

    public static string OfService(int attempt, int index, string image) => WithAttempt(string.Create(CultureInfo.InvariantCulture, $"service-{index}-{RunFolder.FileName(image)}"), attempt);

    private static string WithAttempt(string id, int attempt) => attempt == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}.{attempt}");
}
