using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>One name has one meaning in the whole solution: whoever searches for a type finds one.</summary>
public sealed partial class TypeNameTests
{
    private static readonly Dictionary<string, string> Twice = new()
    {
        ["Libc"] = "the C library, bound by the agent, which is a program of its own, and by the host's programs: LibcTests",
    };

    [Fact]
    public void No_name_of_a_type_stands_for_two()
    {
        var twice = Declared().Where(name => name.Folders.Length > 1 && !Twice.ContainsKey(name.Name)).Select(name => $"{name.Name} ({string.Join(", ", name.Folders)})").ToList();
        Assert.True(twice.Count == 0, $"Call each thing by a name of its own: {string.Join("; ", twice)}");
    }

    [Fact]
    public void No_exception_is_left_that_nothing_needs() =>
        Assert.All(Twice.Keys, name => Assert.Contains(Declared(), found => found.Name == name && found.Folders.Length > 1));

    [Theory]
    [InlineData("public sealed record FileFacts(string Path)", "FileFacts")]
    [InlineData("public readonly record struct FileFacts(FileKind Kind)", "FileFacts")]
    [InlineData("internal sealed unsafe class Reaper", "Reaper")]
    [InlineData("public delegate Task<bool> Approver(string workflow);", "Approver")]
    [InlineData("public enum FileKind", "FileKind")]
    public void The_test_would_notice(string line, string name) => Assert.Equal(name, Declaration().Match(line).Groups["name"].Value);

    /// <summary>Each top-level type with the folders that declare it; parts of one lie in one folder.</summary>
    private static IEnumerable<(string Name, string[] Folders)> Declared() =>
        Checkout.SourceFiles("src")
            .SelectMany(file => Declaration().Matches(File.ReadAllText(Checkout.PathOf(file))).Select(match => (match.Groups["name"].Value, Folder: Path.GetDirectoryName(file)!)))
            .GroupBy(found => found.Value)
            .Select(found => (found.Key, found.Select(one => one.Folder).Distinct().ToArray()));

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|unsafe|ref) )+(?:class|interface|enum|record struct|record|struct|delegate [\w<>?\[\], ]+?) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
