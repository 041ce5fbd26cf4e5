using System.Text;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Roots;

/// <summary>
/// Writes files into an engine's root before it starts. The image may come from anywhere, so no link in it is followed: a link on the way
/// is an error, one at the end is replaced.
/// </summary>
internal sealed class RootFiles(string root)
{
    /// <summary>Writes a text file at a path inside the root, such as <c>etc/hosts</c>.</summary>
    public void Write(string path, string text, UnixFileMode mode = FileModes.ReadableFile)
    {
        var place = Place(path);
        File.Delete(place);
        using var stream = new FileStream(place, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Copies a file of this machine to a path inside the root.</summary>
    public void Copy(string path, string source, UnixFileMode mode)
    {
        var place = Place(path);
        File.Delete(place);
        using var from = File.OpenRead(source);
        using var stream = new FileStream(place, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        from.CopyTo(stream);
    }

    /// <summary>Adds to a file of the image; makes it when it is not there.</summary>
    public void Append(string path, string text)
    {
        var place = Place(path);
        Refuse(place);
        File.AppendAllText(place, text);
    }

    /// <summary>Makes a named pipe; its path on the host.</summary>
    public string MakePipe(string path)
    {
        var place = Place(path);
        File.Delete(place);
        return Libc.MakeFifo(place, FileModes.PrivateFile) == 0 ? place : throw new KernelException($"make the pipe {place}");
    }

    private string Place(string path)
    {
        var parts = path.Split('/');
        var place = root;
        foreach (var part in parts[..^1])
        {
            place = Path.Combine(place, part);
            Refuse(place);
            Directory.CreateDirectory(place, FileModes.Program);
        }
        return Path.Combine(place, parts[^1]);
    }

    private static void Refuse(string place)
    {
        if (new FileInfo(place).LinkTarget is { } target)
        {
            throw new InfrastructureException($"The engine image has a link at {place} to {target}, where a file or folder must be.");
        }
    }
}
