using System.Text;
using Slipway.Agent.Endpoints;
using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Commands;

/// <summary><c>circleci pipeline continue FILE [--parameters JSON|FILE]</c>: goes on with a config in a setup workflow, without curl or jq.</summary>
internal static class PipelineCommand
{
    private const string UrlVariable = "CIRCLE_CONTINUATION_URL";
    private const string Option = "--parameters";

    public static int Continue(string[] arguments)
    {
        var (file, parameters) = arguments switch
        {
            [var only] => (only, "{}"),
            [var first, Option, var given] => (first, given),
            [Option, var given, var last] => (last, given),
            [var first, var joined] when joined.StartsWith(Option + "=", StringComparison.Ordinal) => (first, joined[(Option.Length + 1)..]),
            _ => (null, ""),
        };
        if (file is null)
        {
            return CircleciCommand.UsageError("usage: circleci pipeline continue FILE [--parameters JSON|FILE]");
        }

        if (!Uri.TryCreate(System.Environment.GetEnvironmentVariable(UrlVariable), UriKind.Absolute, out var url))
        {
            return CircleciCommand.UsageError($"Error: this job is not in a setup workflow: {UrlVariable} is not set.");
        }

        using var connection = LoopbackSocket.Connect(url.Port);
        var body = Body(File.ReadAllText(file), File.Exists(parameters) ? File.ReadAllText(parameters) : parameters);
        var answer = new HttpExchange(new HttpInput(connection), connection).Ask(new HttpAsk("POST", url.AbsolutePath, Encoding.UTF8.GetBytes(body)));
        CircleciCommand.Print(answer.Body);
        return answer.Status == 200 ? 0 : 1;
    }

    private static string Body(string configuration, string parameters) =>
        $"{{\"continuation-key\":{Quote(System.Environment.GetEnvironmentVariable("CIRCLE_CONTINUATION_KEY") ?? "")},\"configuration\":{Quote(configuration)},\"parameters\":{parameters}}}";

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 16);
        foreach (var letter in text)
        {
            quoted.Append(letter switch
            {
                '"' or '\\' => $"\\{letter}",
                < ' ' => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
