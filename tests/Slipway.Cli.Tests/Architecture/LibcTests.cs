using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>The C library is bound in one place of the host's programs, and in one of the agent, which is a program of its own.</summary>
public sealed class LibcTests
{
    private static readonly string[] Places = ["src/Slipway.Linux/Kernel/Libc", "src/Slipway.Agent/Linux/", "src/Slipway.Agent/Archives/"];

    [Fact]
    public void No_other_place_binds_a_function()
    {
        var others = Checkout.SourceFiles("src")
            .Where(file => !Array.Exists(Places, place => file.StartsWith(place, StringComparison.Ordinal)))
            .Where(file => File.ReadAllText(Checkout.PathOf(file)) is var text && (text.Contains("[LibraryImport(", StringComparison.Ordinal) || text.Contains("[DllImport(", StringComparison.Ordinal)));
        Assert.Empty(others);
    }

    [Fact]
    public void No_function_is_bound_twice_with_the_same_parameters()
    {
        var bound = Checkout.SourceFiles("src/Slipway.Linux/Kernel").SelectMany(file => File.ReadLines(Checkout.PathOf(file)))
            .Where(line => line.Contains("static partial ", StringComparison.Ordinal) && line.EndsWith(';')).ToList();
        Assert.True(bound.Count > 20);
        Assert.Equal(bound.Distinct().Count(), bound.Count);
    }
}
