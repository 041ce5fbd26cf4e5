using System.Collections;
using Slipway.Agent.Linux;
using Slipway.Agent.Processes;

namespace Slipway.Agent.Commands;

/// <summary>
/// <c>curl</c> in the jobs of a setup workflow: the image's own curl, but what is meant for CircleCI's <c>pipeline/continue</c> goes to the
/// job's endpoint. Public orbs continue a pipeline that way, over TLS to a host that is not this one.
/// </summary>
internal static unsafe class CurlCommand
{
    public const string Name = JobSurroundings.CurlName;
    private const string ContinuePath = "/api/v2/pipeline/continue";
    private const int NotFound = 127;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var path = System.Environment.GetEnvironmentVariable("PATH") ?? ProgramPath.Default;
        if (JobSurroundings.WithoutOwn(path) is var others && ProgramPath.Find(Name, others, "/") is not { } program)
        {
            CircleciCommand.Say("curl: not found");
            return NotFound;
        }

        var url = System.Environment.GetEnvironmentVariable("CIRCLE_CONTINUATION_URL");
        List<string> rewritten = [Name, .. url is null ? arguments : arguments.Select(argument => Redirect(argument, url))];
        List<string> variables = [];
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            variables.Add($"{variable.Key}={variable.Value}");
        }

        fixed (byte* native = NativeText.Terminated(program))
        {
            _ = Libc.Execute(native, NativeText.List(rewritten), NativeText.List(variables));
        }

        throw SystemCallException.Last($"cannot run {program}");
    }

    /// <summary>The argument, or the job's endpoint in place of CircleCI's.</summary>
    public static string Redirect(string argument, string url)
    {
        const string Option = "--url=";
        var prefix = argument.StartsWith(Option, StringComparison.Ordinal) ? Option : "";
        return Uri.TryCreate(argument[prefix.Length..], UriKind.Absolute, out var target)
            && target.Scheme is "https" or "http" && target.AbsolutePath.TrimEnd('/') == ContinuePath && !target.IsLoopback
            ? prefix + url
            : argument;
    }
}
