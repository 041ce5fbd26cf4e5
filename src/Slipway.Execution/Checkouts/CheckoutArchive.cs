using System.Formats.Tar;
using System.IO.Pipelines;
using Slipway.Linux.Files;

namespace Slipway.Execution.Checkouts;

/// <summary>Packs files of this machine into a tar while it is read.</summary>
internal static class CheckoutArchive
{
    private const UnixFileMode Ordinary = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The tar as a stream; the packing ends with it. Files that vanish or change meanwhile are left out or cut.</summary>
    public static Stream Open(IReadOnlyList<CheckoutFile> files, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        _ = PackAsync(files, pipe.Writer, cancellationToken);
        return pipe.Reader.AsStream();
    }

    private static async Task PackAsync(IReadOnlyList<CheckoutFile> files, PipeWriter writer, CancellationToken cancellationToken)
    {
        // The reader throws what ended the packing early.
        Exception? end = new IOException("the packing of the checkout broke off");
        try
        {
            await using var tar = new TarWriter(writer.AsStream(leaveOpen: true), TarEntryFormat.Pax, leaveOpen: false);
            foreach (var file in files)
            {
                await TryAddAsync(tar, file, cancellationToken);
            }

            end = null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            end = failure;
        }
        finally
        {
            await writer.CompleteAsync(end);
        }
    }

    private static async Task TryAddAsync(TarWriter tar, CheckoutFile file, CancellationToken cancellationToken)
    {
        try
        {
            await AddAsync(tar, file, cancellationToken);
        }
        catch (RefusedPathException)
        {
            // The tree is in use: something else is in its place since it was listed, and nothing of it is in the archive.
        }
    }

    private static async Task AddAsync(TarWriter tar, CheckoutFile file, CancellationToken cancellationToken)
    {
        if (file.Content is { } made)
        {
            await using var content = new MemoryStream(made.ToArray(), writable: false);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, file.Name) { Mode = Ordinary, DataStream = content }, cancellationToken);
            return;
        }

        if (file.Folder?.Look(file.Path) is { } facts)
        {
            await AddAsync(tar, file.Folder, file, facts, cancellationToken);
        }
    }

    private static async Task AddAsync(TarWriter tar, ConfinedFolder folder, CheckoutFile file, FileFacts facts, CancellationToken cancellationToken)
    {
        switch (facts.Kind)
        {
            case FileKind.Folder when file.Name.EndsWith('/'):
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, file.Name) { Mode = facts.Mode }, cancellationToken);
                break;
            case FileKind.Link when !file.Name.EndsWith('/'):
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, file.Name) { LinkName = folder.ReadLink(file.Path) }, cancellationToken);
                break;
            case FileKind.File when !file.Name.EndsWith('/') && folder.TryOpenFile(file.Path) is { } opened:
                await using (opened)
                {
                    await using var content = new AnnouncedContent(opened, opened.Length);
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, file.Name) { Mode = facts.Mode, ModificationTime = facts.Changed, DataStream = content }, cancellationToken);
                }

                break;
        }
    }
}
