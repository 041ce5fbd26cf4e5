using System.Collections.Concurrent;
using Slipway.Engines.Settings;
using Slipway.Execution.State;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Settings;

/// <summary>What the files of settings and the environment say to this process: each is read at most once, when a command needs it.</summary>
internal sealed class CommandSettings
{
    private readonly Lazy<EngineSettings> _engines = new(SettingsFile.Load);
    private readonly Lazy<JobSettings> _machine = new(JobSettingsFile.LoadMachines);
    private readonly ConcurrentDictionary<string, JobSettings> _projects = new(StringComparer.Ordinal);

    /// <summary>Where this user's runs are kept.</summary>
    public StateFolder State { get; } = StateFolder.FromEnvironment();

    /// <summary>About engines.</summary>
    /// <exception cref="Slipway.Linux.Failures.InfrastructureException">The file cannot be used.</exception>
    public EngineSettings Engines => _engines.Value;

    /// <summary>About jobs, of the machine alone.</summary>
    /// <exception cref="Exits.UsageException">The file cannot be used.</exception>
    public JobSettings Machine => _machine.Value;

    /// <summary>How much this machine keeps of what jobs leave, for all projects.</summary>
    public StorageLimits Limits => JobSettingsFile.LimitsOf(Machine);

    /// <summary>About jobs, of the machine and a project.</summary>
    /// <param name="project">Its folder.</param>
    /// <exception cref="Exits.UsageException">A file cannot be used.</exception>
    public JobSettings Of(string project) => _projects.GetOrAdd(project, folder => JobSettingsFile.With(Machine, folder));
}
