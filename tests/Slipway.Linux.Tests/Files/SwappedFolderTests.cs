using System.Runtime.InteropServices;
using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Linux.Tests.Files;

/// <summary>While a file is read over and over, its folder and a link to one outside change places.</summary>
public sealed partial class SwappedFolderTests : IDisposable
{
    private const int CurrentFolder = -100;
    private const uint Exchange = 2;
    private const int Reads = 20_000;
    private readonly HostileTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_read_is_never_from_outside(bool partByPart)
    {
        _tree.Write("folder/secret", "inside");
        _tree.Link("link", Path.Combine(_tree.Outside, "folder"));
        using var end = new CancellationTokenSource();
        var swaps = Task.Run(() => SwapUntil(end.Token), TestContext.Current.CancellationToken);
        using var folder = ConfinedFolder.TryOpen(_tree.Root, new BeneathOpen(partByPart))!;
        for (var i = 0; i < Reads; i++)
        {
            Assert.Contains(Attempt(() => folder.TryRead("folder/secret", 1 << 10)), (string[])["inside", "refused"]);
            Assert.Contains(Attempt(() => folder.TryRead(folder.FollowInside("folder/secret"), 1 << 10)), (string[])["inside", "refused"]);
            using var below = AttemptFolder(folder);
            Assert.Contains(Attempt(() => below?.TryRead("secret", 1 << 10)), (string[])["inside", "refused"]);
        }

        await end.CancelAsync();
        Assert.True(await swaps > 0);
    }

    private static string Attempt(Func<byte[]?> read)
    {
        try
        {
            return read() is { } content ? Encoding.UTF8.GetString(content) : "refused";
        }
        catch (RefusedPathException)
        {
            return "refused";
        }
    }

    private static ConfinedFolder? AttemptFolder(ConfinedFolder folder)
    {
        try
        {
            return folder.TryOpenFolder("folder");
        }
        catch (RefusedPathException)
        {
            return null;
        }
    }

    private int SwapUntil(CancellationToken end)
    {
        var swaps = 0;
        do
        {
            Assert.Equal(0, Rename(CurrentFolder, Path.Combine(_tree.Root, "folder"), CurrentFolder, Path.Combine(_tree.Root, "link"), Exchange));
            swaps++;
        }
        while (!end.IsCancellationRequested);
        return swaps;
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(int folder, string name, int newFolder, string newName, uint flags);
}
