namespace Slipway.Model.Plans;

/// <summary>A resource class of CircleCI's docker executor (https://circleci.com/docs/reference/configuration-reference/#docker-execution-environment).</summary>
/// <param name="Name">Without the generation of the machine.</param>
/// <param name="Cpus">Cores.</param>
/// <param name="Gigabytes">Of memory, each 2^30 bytes.</param>
public sealed record DockerClass(string Name, int Cpus, int Gigabytes)
{
    private static readonly string[] Generations = [".gen2", ".gen3"];

    public static IReadOnlyList<DockerClass> All { get; } =
    [
        new("small", 1, 2),
        new("medium", 2, 4),
        new("medium+", 3, 6),
        new("large", 4, 8),
        new("xlarge", 8, 16),
        new("2xlarge", 16, 32),
        new("2xlarge+", 20, 40),
        new("arm.medium", 2, 8),
        new("arm.large", 4, 16),
        new("arm.xlarge", 8, 32),
        new("arm.2xlarge", 16, 64),
    ];

    /// <summary>The generation of the machine that a class names behind its size, such as <c>.gen2</c>; it changes no size. Empty: none.</summary>
    public static string GenerationIn(string resourceClass) =>
        Array.Find(Generations, ending => resourceClass.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ?? string.Empty;
}
