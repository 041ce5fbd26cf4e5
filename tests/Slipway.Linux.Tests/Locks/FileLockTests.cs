using System.Runtime.InteropServices;
using Slipway.Linux.Locks;

namespace Slipway.Linux.Tests.Locks;

public sealed partial class FileLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-locks-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "lock");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task One_has_it_at_a_time_and_the_next_is_told_that_it_waits()
    {
        var told = new TaskCompletionSource();
        var first = await FileLock.TakeAsync(Path, Token);
        var second = FileLock.TakeAsync(Path, Token, () => told.TrySetResult());

        await told.Task.WaitAsync(Token);
        Assert.Null(FileLock.TryTake(Path));
        first.Dispose();

        using var taken = await second;
        Assert.Null(FileLock.TryTake(Path));
    }

    [Fact]
    public void Several_share_it_and_nobody_has_it_alone_meanwhile()
    {
        var first = FileLock.TryShare(Path);
        using (var second = FileLock.TryShare(Path))
        {
            first!.Dispose();
            Assert.NotNull(second);
            Assert.Null(FileLock.TryTake(Path));
        }

        using var alone = FileLock.TryTake(Path);
        Assert.NotNull(alone);
        Assert.Null(FileLock.TryShare(Path));
    }

    [Fact]
    public async Task Its_file_keeps_what_is_written_and_is_its_owners_alone()
    {
        using (var held = await FileLock.TakeAsync(Path, Token))
        {
            await held.Content.WriteAsync("7"u8.ToArray(), Token);
        }

        using (var held = FileLock.TryTake(Path))
        {
            Assert.Equal('7', held!.Content.ReadByte());
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task Waiting_can_be_given_up_and_a_missing_folder_is_said()
    {
        using var held = FileLock.TryTake(Path);
        using var giveUp = new CancellationTokenSource();
        var waiting = FileLock.TakeAsync(Path, giveUp.Token);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => FileLock.TakeAsync(System.IO.Path.Combine(_folder, "none", "lock"), Token));
    }

    /// <summary>A program that is started at this moment has all open files until it runs, in copies that are the same open file.</summary>
    [Fact]
    public void It_is_free_when_its_holder_says_so_also_while_a_copy_of_its_file_is_open()
    {
        var held = FileLock.TryTake(Path)!;
        using var copy = new Microsoft.Win32.SafeHandles.SafeFileHandle(Duplicate((int)held.Content.SafeFileHandle.DangerousGetHandle()), ownsHandle: true);
        held.Dispose();

        using var again = FileLock.TryTake(Path);
        Assert.NotNull(again);
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int file);
}
