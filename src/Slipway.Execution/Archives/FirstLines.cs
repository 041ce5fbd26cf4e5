using System.Globalization;

namespace Slipway.Execution.Archives;

/// <summary>Lines of which an archive decides how many there are: the first of them are said, and the others are counted.</summary>
/// <param name="say">Takes a line.</param>
/// <param name="others">What the others are.</param>
internal sealed class FirstLines(Action<string> say, string others)
{
    private const int Most = 100;
    private int _count;

    public void Say(string line)
    {
        _count++;
        if (_count <= Most)
        {
            say(line);
        }
    }

    /// <summary>Says how many others there were.</summary>
    public void End()
    {
        if (_count > Most)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"{others}: {_count - Most} more"));
        }
    }
}
