using System.Text;
using Slipway.Linux.Locks;

namespace Slipway.Engines.Images;

/// <summary>
/// The making of one engine image: by one process of the machine at a time. What it says is heard by all that wait for it, in whatever process: a job's log does not
/// fall silent because the pool or another run has begun first. Disposing ends it.
/// </summary>
internal sealed class ImageMaking : IDisposable
{
    private readonly FileLock _held;
    private readonly string _notices;
    private readonly Action<string> _onProgress;

    private ImageMaking(FileLock held, string notices, Action<string> onProgress)
    {
        _held = held;
        _notices = notices;
        _onProgress = onProgress;
    }

    /// <summary>Waits until nobody makes it, and passes on what whoever does says.</summary>
    /// <param name="folder">Of all images; it exists.</param>
    /// <param name="name">Of what is made from one recipe.</param>
    public static async Task<ImageMaking> BeginAsync(string folder, string name, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var notices = Path.Combine(folder, $".notices-{name}");
        long? heard = null;
        var held = await FileLock.TakeAsync(LockOf(folder, name), cancellationToken, Hear);
        File.Delete(notices);
        return new ImageMaking(held, notices, onProgress);

        void Hear()
        {
            if (heard is null)
            {
                onProgress("This engine image is being made already; waiting for it.");
            }

            heard = PassOn(notices, heard ?? 0, onProgress);
        }
    }

    public static string LockOf(string folder, string name) => Path.Combine(folder, $".lock-{name}");

    /// <summary>To whoever has begun it, and to those that wait.</summary>
    public void Say(string line)
    {
        File.AppendAllText(_notices, line + "\n");
        _onProgress(line);
    }

    public void Dispose()
    {
        File.Delete(_notices);
        _held.Dispose();
    }

    /// <returns>How many bytes of whole lines have been heard.</returns>
    private static long PassOn(string notices, long heard, Action<string> onProgress)
    {
        try
        {
            using var file = new FileStream(notices, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = heard;
            using var reader = new StreamReader(file, Encoding.UTF8);
            var said = reader.ReadToEnd();
            var whole = said[..(said.LastIndexOf('\n') + 1)];
            foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                onProgress(line);
            }

            return heard + Encoding.UTF8.GetByteCount(whole);
        }
        catch (FileNotFoundException)
        {
            // Nothing was said yet, or the making has just ended.
            return heard;
        }
    }
}
