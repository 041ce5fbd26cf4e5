using System.Formats.Tar;
using System.IO.Pipelines;

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
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // The tree is in use: it vanished after it was listed, and nothing of it is in the archive.
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

        var mode = File.GetUnixFileMode(file.Source.TrimEnd('/'));
        if (file.Name.EndsWith('/'))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, file.Name) { Mode = mode }, cancellationToken);
            return;
        }

        var source = new FileInfo(file.Source);
        if (source.LinkTarget is { } target)
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, file.Name) { LinkName = target }, cancellationToken);
        }
        else if (source.Exists && source.Attributes.HasFlag(FileAttributes.Device) is false)
        {
            await using var opened = new FileStream(file.Source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var content = new AnnouncedContent(opened, opened.Length);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, file.Name) { Mode = mode, ModificationTime = source.LastWriteTimeUtc, DataStream = content }, cancellationToken);
        }
    }
}
