using System.IO.Pipelines;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;
using Slipway.Model.Archives;

namespace Slipway.Execution.Checkouts;

/// <summary>Packs files of this machine into a tar while it is read; names are the bytes that they are here.</summary>
internal static class CheckoutArchive
{
    private const int PieceBytes = 1 << 17;
    private const int NanosecondsPerTick = 100;

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
            foreach (var file in files)
            {
                await TryAddAsync(writer, file, cancellationToken);
            }

            await writer.WriteAsync(new byte[2 * TarFormat.Block], cancellationToken);
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

    private static async Task TryAddAsync(PipeWriter tar, CheckoutFile file, CancellationToken cancellationToken)
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

    private static async Task AddAsync(PipeWriter tar, CheckoutFile file, CancellationToken cancellationToken)
    {
        if (file.Content is { } made)
        {
            var facts = new FileFacts(FileKind.File, FileModes.ReadableFile, made.Length, TimeProvider.System.GetUtcNow());
            await using var content = new MemoryStream(made.ToArray(), writable: false);
            await AddFileAsync(tar, Entry(file, facts, TarEntry.File) with { Size = made.Length }, content, cancellationToken);
        }
        else if (file.Folder?.Look(file.Path) is { } facts)
        {
            await AddAsync(tar, file.Folder, file, facts, cancellationToken);
        }
    }

    private static async Task AddAsync(PipeWriter tar, ConfinedFolder folder, CheckoutFile file, FileFacts facts, CancellationToken cancellationToken)
    {
        switch (facts.Kind)
        {
            case FileKind.Folder when file.Name.EndsWith('/'):
                await tar.WriteAsync(TarFormat.Encode(Entry(file, facts, TarEntry.Folder)), cancellationToken);
                break;
            case FileKind.Link when !file.Name.EndsWith('/'):
                await tar.WriteAsync(TarFormat.Encode(Entry(file, facts, TarEntry.SymbolicLink) with { Link = PathText.Bytes(folder.ReadLink(file.Path)) }), cancellationToken);
                break;
            case FileKind.File when !file.Name.EndsWith('/') && folder.TryOpenFile(file.Path) is { } opened:
                await using (opened)
                {
                    await using var content = new AnnouncedContent(opened, opened.Length);
                    await AddFileAsync(tar, Entry(file, facts, TarEntry.File) with { Size = content.Length }, content, cancellationToken);
                }

                break;
        }
    }

    private static async Task AddFileAsync(PipeWriter tar, TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        await tar.WriteAsync(TarFormat.Encode(entry), cancellationToken);
        for (var left = entry.Size; left > 0;)
        {
            var count = await content.ReadAsync(tar.GetMemory((int)Math.Min(left, PieceBytes)), cancellationToken);
            tar.Advance(count);
            await tar.FlushAsync(cancellationToken);
            left -= count;
        }

        await tar.WriteAsync(new byte[TarFormat.Padding(entry.Size)], cancellationToken);
    }

    private static TarEntry Entry(CheckoutFile file, FileFacts facts, byte type) => new()
    {
        Name = PathText.Bytes(file.Name),
        Type = type,
        Mode = (uint)facts.Mode,
        ModifiedSeconds = facts.Changed.ToUnixTimeSeconds(),
        ModifiedNanoseconds = (uint)(facts.Changed.Ticks % TimeSpan.TicksPerSecond * NanosecondsPerTick),
    };
}
