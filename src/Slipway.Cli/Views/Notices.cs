namespace Slipway.Cli.Views;

/// <summary>What the user is shown beside the run's own output. Where the terminal has gone it is lost, and nothing else is.</summary>
internal static class Notices
{
    private static readonly (int Width, int Height) Usual = (80, 24);

    /// <summary>A line on standard error.</summary>
    public static void Say(string line) => Try(() => Console.Error.WriteLine(line));

    /// <summary>Text on standard output, as it is.</summary>
    public static void Paint(string text) => Try(() => Console.Write(text));

    /// <summary>The terminal's columns and rows.</summary>
    public static (int Width, int Height) Size()
    {
        var size = Usual;
        Try(() => size = (Console.WindowWidth, Console.WindowHeight));
        // A terminal that nobody has measured calls itself empty.
        return size is { Width: > 1, Height: > 1 } ? size : Usual;
    }

    public static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // Nobody looks any more.
        }
    }
}
