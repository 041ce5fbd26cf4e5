using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>Model, Config and Workflows never touch the world: their compiled code may not even mention it.</summary>
public sealed class PurityTests
{
    private static readonly HashSet<string> World =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo",
        "System.Diagnostics.Process", "System.Environment", "System.Console",
    ];

    private static readonly string[] Unsteady =
        ["System.TimeProvider.", "System.DateTime", "System.Diagnostics.Stopwatch.", "System.Threading.", "System.Random.", "System.Guid.NewGuid"];

    /// <summary>The compiler writes this into every iterator.</summary>
    private const string CompilersOwn = "System.Environment.get_CurrentManagedThreadId";

    [Theory]
    [InlineData("Slipway.Model")]
    [InlineData("Slipway.Config")]
    [InlineData("Slipway.Workflows")]
    public void A_pure_project_calls_nothing_of_the_world(string assembly)
    {
        Assert.DoesNotContain(MembersUsed(assembly), member => member != CompilersOwn && TouchesTheWorld(member));
    }

    /// <summary>What a pipeline does next depends on its inputs alone, or it could not go on elsewhere.</summary>
    [Fact]
    public void The_state_machine_of_pipelines_has_no_clock_no_task_and_no_chance() =>
        Assert.DoesNotContain(MembersUsed("Slipway.Workflows"), member => Array.Exists(Unsteady, member.StartsWith));

    [Fact]
    public void The_test_would_notice_a_call_into_the_world()
    {
        Assert.Contains(MembersUsed("Slipway.Cli.Tests"), TouchesTheWorld);
    }

    private static bool TouchesTheWorld(string member) =>
        World.Contains(member[..member.LastIndexOf('.')]) || member.StartsWith("System.Net.", StringComparison.Ordinal);

    private static List<string> MembersUsed(string assembly)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return
        [
            .. metadata.MemberReferences
                .Select(metadata.GetMemberReference)
                .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => $"{TypeName(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name).TrimStart('.')}"),
        ];
    }

    private static string TypeName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
