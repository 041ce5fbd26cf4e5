using Slipway.Linux.Failures;
using Slipway.Model.Texts;

namespace Slipway.Cli.Repositories;

/// <summary>Reads a file by the name that the user gave: see <see cref="NamedPlace"/>.</summary>
internal static class NamedFile
{
    /// <param name="path">As it was given; outside of repositories also a pipe, as shells make them.</param>
    /// <param name="folder">What it is relative to.</param>
    /// <param name="mostBytes">How large it may be.</param>
    /// <param name="project">A folder in which it stays when it lies there; null: the repository that it lies in.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="IOException">It is larger, behind a link that leads out of its repository, or this user may not read it.</exception>
    public static byte[] Read(string path, string folder, int mostBytes, string? project = null)
    {
        using var place = NamedPlace.TryOpen(path, folder, project);
        return place is not null ? place.Read(mostBytes) : ReadUsers(Path.GetFullPath(path, folder), mostBytes);
    }

    private static byte[] ReadUsers(string path, int mostBytes)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder");
        }

        using var file = WorldFailure.OfFiles(() => File.OpenRead(path));
        return ReadAll(file, mostBytes);
    }

    /// <summary>All of a stream.</summary>
    /// <exception cref="IOException">It has more.</exception>
    public static byte[] ReadAll(Stream stream, int mostBytes)
    {
        using var content = new MemoryStream();
        var chunk = new byte[64 << 10];
        for (int count; (count = stream.Read(chunk)) > 0;)
        {
            content.Write(chunk, 0, count);
            if (content.Length > mostBytes)
            {
                throw new IOException($"it has more than {ByteText.Of(mostBytes)}");
            }
        }

        return content.ToArray();
    }
}
