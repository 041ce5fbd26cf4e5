using System.Text.Json.Serialization;

namespace Slipway.Model.Plans;

/// <summary>Where a job's steps run.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Docker), "docker")]
[JsonDerivedType(typeof(Machine), "machine")]
[JsonDerivedType(typeof(Macos), "macos")]
public abstract record ExecutorPlan
{
    private ExecutorPlan()
    {
    }

    /// <summary>Containers: the first is the primary one, the rest are services.</summary>
    public sealed record Docker(IReadOnlyList<ImagePlan> Images) : ExecutorPlan;

    /// <summary>A virtual machine. <paramref name="Image"/> is null for the form <c>machine: true</c>.</summary>
    public sealed record Machine(string? Image, bool DockerLayerCaching = false) : ExecutorPlan;

    /// <summary>A macOS machine with this Xcode.</summary>
    public sealed record Macos(string Xcode) : ExecutorPlan;
}
