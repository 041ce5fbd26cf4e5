using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>A file that must be whole is written by WholeFile, or by ConfinedFolder where somebody else could have made its folder.</summary>
public sealed partial class WholeFileDoorTests
{
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["src/Slipway.Linux/Files/WholeFile.cs"] = "the way itself",
        ["src/Slipway.Linux/Files/ConfinedFolder.Writing.cs"] = "the same below a folder that may be hostile",
        ["src/Slipway.Linux/Files/ConfinedFolder.Storing.cs"] = "the same for what is written elsewhere first",
        ["src/Slipway.Linux/Kernel/Libc.Files.cs"] = "the function",
        ["src/Slipway.Agent/Linux/Libc.Files.cs"] = "the function, for archives",
        ["src/Slipway.Agent/Serving/FileRequests.cs"] = "the agent is a program of its own without the host's storeys",
        ["src/Slipway.Engines/Images/EngineImageStore.cs"] = "a folder with subvolumes, made under a lock",
        ["src/Slipway.Engines/LayerCaches/LayerCacheStore.cs"] = "a folder with subvolumes, made under a lock",
    };

    [Fact]
    public void Nothing_else_moves_a_draft_to_its_place()
    {
        var others = Checkout.SourceFiles("src").Where(file => Moving().IsMatch(Read(file)) && !Allowed.ContainsKey(file)).ToList();
        Assert.True(others.Count == 0, $"Write whole files by WholeFile, or say here why not: {string.Join(", ", others)}");
    }

    [Fact]
    public void No_entry_is_left_that_nothing_needs() => Assert.All(Allowed.Keys, file => Assert.Matches(Moving(), Read(file)));

    private static string Read(string file) => File.ReadAllText(Checkout.PathOf(file));

    [GeneratedRegex(@"\b(File|Directory)\.(Move|Replace)\(|Info\([^;]*\)\.MoveTo\(|\bRename(At)?\(|""\.(new|tmp|draft)\b")]
    private static partial Regex Moving();
}
