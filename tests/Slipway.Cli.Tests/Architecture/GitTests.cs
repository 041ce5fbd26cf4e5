using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>git is started in one place, which knows how a repository that may be hostile is asked.</summary>
public sealed partial class GitTests
{
    private const string OnlyPlace = "src/Slipway.Linux/Repositories/";

    // The tool that doctor looks for, the package of an engine image, and a folder's own name are no starts.
    private static readonly string[] Named = ["src/Slipway.Engines/Doctor/ToolChecks.cs", "src/Slipway.Engines/Images/EngineImageRecipe.cs"];

    [Fact]
    public void No_other_place_names_the_program() =>
        Assert.DoesNotContain(
            Checkout.SourceFiles("src").Where(file => !file.StartsWith(OnlyPlace, StringComparison.Ordinal) && !Named.Contains(file)),
            NamesIt);

    [Fact]
    public void The_one_place_is_found_by_the_same_search() =>
        Assert.Equal(["GitProcess.cs", "Git.cs"], Checkout.SourceFiles("src").Where(file => file.StartsWith(OnlyPlace, StringComparison.Ordinal) && NamesIt(file)).Select(file => Path.GetFileName(file)).OrderDescending(StringComparer.Ordinal));

    [Fact]
    public void No_owner_is_made_safe_for_all_folders() =>
        Assert.DoesNotContain(Checkout.SourceFiles("src"), file => File.ReadAllText(Checkout.PathOf(file)).Contains("safe.directory", StringComparison.Ordinal));

    private static bool NamesIt(string file) =>
        File.ReadLines(Checkout.PathOf(file)).Any(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Program().IsMatch(line));

    /// <summary>A text that is the program's name or a path of it, or one of its parts.</summary>
    [GeneratedRegex(@"""(/[^""\s]*/)?git(-[a-z-]+)?""")]
    private static partial Regex Program();
}
