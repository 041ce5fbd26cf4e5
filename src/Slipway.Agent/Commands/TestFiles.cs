using Slipway.Agent.Globs;
using Slipway.Model.Texts;

namespace Slipway.Agent.Commands;

/// <summary><c>circleci tests</c>: find test files, take this node's share, run it. https://circleci.com/docs/use-the-circleci-cli-to-split-tests/</summary>
internal static class TestFiles
{
    public static int Glob(string[] patterns)
    {
        if (patterns.Length == 0)
        {
            return CircleciCommand.UsageError("Error: tests glob needs a pattern.");
        }

        CircleciCommand.Print(Lines(Doublestar.Find(Directory.GetCurrentDirectory(), patterns)));
        return 0;
    }

    public static int Split(string[] arguments)
    {
        var options = SplitOptions.Parse(arguments);
        CircleciCommand.Print(Lines(Share(options)));
        return 0;
    }

    public static int RunTests(string[] arguments)
    {
        var options = SplitOptions.Parse(arguments);
        if (options.Command is null)
        {
            return CircleciCommand.UsageError("Error: tests run needs --command.");
        }

        var share = Share(options);
        if (share.Count == 0)
        {
            CircleciCommand.Say("No tests for this node.");
            return 0;
        }

        if (options.Verbose)
        {
            CircleciCommand.Say($"Running {CountText.Of(share.Count, "test")} with: {options.Command}");
        }

        return PipedShell.Run(options.Command, Lines(share));
    }

    private static string Lines(IReadOnlyCollection<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static IReadOnlyList<string> Share(SplitOptions options)
    {
        var text = options.File is null ? StandardInput.ReadToEnd() : File.ReadAllText(options.File);
        string[] tests = [.. text.Split(['\n', '\r', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Distinct()];
        var weights = TestWeights.Of(tests, options);
        var shares = TestSplitter.Split(tests, weights, options.Total);
        if (options.ShowCounts)
        {
            CircleciCommand.Say($"Read {CountText.Of(tests.Length, "test")}, node {options.Index} of {options.Total} gets {shares[options.Index].Count}.");
        }

        return shares[options.Index];
    }
}
