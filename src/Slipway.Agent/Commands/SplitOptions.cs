using System.Globalization;
using Slipway.Agent.Frames;

namespace Slipway.Agent.Commands;

/// <summary>The options of <c>tests split</c> and <c>tests run</c>; each as <c>--name=value</c> or <c>--name value</c>.</summary>
internal sealed record SplitOptions
{
    public string SplitBy { get; private init; } = "name";

    public string TimingsType { get; private init; } = "autodetect";

    public int Index { get; private init; } = Variable("CIRCLE_NODE_INDEX", 0);

    public int Total { get; private init; } = Variable("CIRCLE_NODE_TOTAL", 1);

    public double? DefaultSeconds { get; private init; }

    public bool ShowCounts { get; private init; }

    public bool Verbose { get; private init; }

    public string? TimingsFile { get; private init; }

    public string? Command { get; private init; }

    /// <summary>The list of tests; null means standard input.</summary>
    public string? File { get; private init; }

    /// <exception cref="InvalidRequestException">An option is unknown or makes no sense.</exception>
    public static SplitOptions Parse(string[] arguments)
    {
        var options = new SplitOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var (name, value) = Cut(arguments[i]);
            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { File = arguments[i] };
            }
            else if (options.Flag(name, value) is { } flagged)
            {
                options = flagged;
            }
            else
            {
                value ??= ++i < arguments.Length ? arguments[i] : throw new InvalidRequestException($"{name} needs a value.");
                options = options.Valued(name, value);
            }
        }

        return options.Index >= 0 && options.Index < options.Total
            ? options
            : throw new InvalidRequestException($"There is no node {options.Index} of {options.Total}.");
    }

    private static (string Name, string? Value) Cut(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return argument.StartsWith("--", StringComparison.Ordinal) && equals > 0 ? (argument[..equals], argument[(equals + 1)..]) : (argument, null);
    }

    private SplitOptions? Flag(string name, string? value) => name switch
    {
        "--show-counts" => this with { ShowCounts = value is null or "true" },
        "--verbose" => this with { Verbose = value is null or "true" },
        _ => null,
    };

    private SplitOptions Valued(string name, string value) => name switch
    {
        "--split-by" when value is "name" or "filesize" or "timings" => this with { SplitBy = value },
        "--split-by" => throw new InvalidRequestException($"--split-by is name, filesize or timings, not {value}."),
        "--timings-type" or "--timing-type" => this with { TimingsType = value == "file" ? "filename" : value == "name" ? "testname" : value },
        "--index" => this with { Index = Number(name, value) },
        "--total" => this with { Total = Number(name, value) },
        "--time-default" => this with { DefaultSeconds = Seconds(value) },
        "--timings-file" => this with { TimingsFile = value },
        "--command" => this with { Command = value },
        _ => throw new InvalidRequestException($"The option {name} is unknown."),
    };

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidRequestException($"{name} is a number, not {value}.");

    private static double Seconds(string value)
    {
        var unit = value.EndsWith("ms", StringComparison.Ordinal) ? 0.001 : value.EndsWith('m') ? 60 : value.EndsWith('h') ? 3600 : 1;
        return double.TryParse(value.TrimEnd('m', 's', 'h'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number * unit
            : throw new InvalidRequestException($"--time-default is a duration such as 10s, not {value}.");
    }

    private static int Variable(string name, int otherwise) =>
        int.TryParse(System.Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
