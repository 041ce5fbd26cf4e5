using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Slipway.Execution.JobSpaces;

/// <summary>Whether a container that has ended was ended by Docker, by its events: https://docs.docker.com/reference/cli/docker/system/events/.</summary>
internal static class OutsideStop
{
    private const string Killed = "kill";
    private const string Died = "die";

    public static async Task<bool> HappenedAsync(DockerClient docker, string container, CancellationToken cancellationToken)
    {
        var seen = new SeenActions();
        // By Docker's own clock, which may be another machine's.
        var now = DateTimeOffset.Parse((await docker.System.GetSystemInfoAsync(cancellationToken)).SystemTime!, CultureInfo.InvariantCulture);
        var parameters = new ContainerEventsParameters
        {
            Since = "0",
            Until = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeSeconds()}.{now.Ticks % TimeSpan.TicksPerSecond:D7}00"),
            Filters = new Dictionary<string, IDictionary<string, bool>> { ["container"] = new Dictionary<string, bool> { [container] = true } },
        };
        await docker.System.MonitorEventsAsync(parameters, seen, cancellationToken);
        return IsIn(seen.Actions);
    }

    /// <param name="actions">What Docker remembers of the container; it remembers nothing from before its own start, and some hundred events of all containers.</param>
    internal static bool IsIn(IReadOnlyCollection<string> actions) => actions.Contains(Killed) || !actions.Contains(Died);

    /// <summary>Reports come on the reading task, one after the other.</summary>
    private sealed class SeenActions : IProgress<Message>
    {
        public List<string> Actions { get; } = [];

        public void Report(Message value) => Actions.Add(value.Action);
    }
}
