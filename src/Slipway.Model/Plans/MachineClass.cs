namespace Slipway.Model.Plans;

/// <summary>A resource class of CircleCI's machine executor with Linux (https://circleci.com/docs/reference/configuration-reference/#linuxvm-execution-environment).</summary>
/// <param name="Name">With the generation of the machine, which changes its size.</param>
/// <param name="Cpus">Cores.</param>
/// <param name="Gigabytes">Of memory, each 2^30 bytes.</param>
public sealed record MachineClass(string Name, int Cpus, double Gigabytes)
{
    /// <summary>What a job has that names none.</summary>
    public static MachineClass Default { get; } = new("medium", 2, 7.5);

    public static IReadOnlyList<MachineClass> All { get; } =
    [
        Default,
        new("large", 4, 15),
        new("xlarge", 8, 32),
        new("2xlarge", 16, 64),
        new("2xlarge+", 32, 64),
        .. Later(".gen2"),
        .. Later(".gen3"),
    ];

    /// <summary>The class of a name, however it is written; null: CircleCI has none of that name.</summary>
    public static MachineClass? Find(string? name) =>
        string.IsNullOrEmpty(name) ? Default : All.FirstOrDefault(size => size.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<MachineClass> Later(string generation) =>
    [
        new("medium" + generation, 2, 8),
        new("large" + generation, 4, 16),
        new("xlarge" + generation, 8, 32),
        new("2xlarge" + generation, 16, 64),
        new("2xlarge+" + generation, 32, 128),
    ];
}
