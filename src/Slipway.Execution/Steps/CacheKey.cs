using System.Globalization;
using System.Text;
using Slipway.Execution.Jobs;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>Fills a cache key's templates when its step runs.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/caching/#using-keys-and-templates.</remarks>
internal static class CacheKey
{
    public static async Task<string> ExpandAsync(JobContext job, string template, CancellationToken cancellationToken)
    {
        var key = new StringBuilder();
        var rest = template;
        while (rest.IndexOf("{{", StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = rest.IndexOf("}}", start, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new JobFailedException($"the cache key {template} has a {{{{ without its }}}}");
            }

            key.Append(rest, 0, start).Append(await ValueAsync(job, rest[(start + 2)..end].Trim(), cancellationToken));
            rest = rest[(end + 2)..];
        }

        return key.Append(rest).ToString();
    }

    private static async Task<string> ValueAsync(JobContext job, string expression, CancellationToken cancellationToken)
    {
        const string Variable = ".Environment.";
        if (expression.StartsWith("checksum", StringComparison.Ordinal))
        {
            var path = expression["checksum".Length..].Trim().Trim('"');
            var hash = await job.Agent.ChecksumAsync(new PathRequest("/", StepPaths.Resolve(job, path)), cancellationToken);
            return Convert.ToBase64String(hash).Replace('/', '_');
        }

        if (expression.StartsWith(Variable, StringComparison.Ordinal))
        {
            return job.Variables.Exported.GetValueOrDefault(expression[Variable.Length..], "<no value>");
        }

        return expression switch
        {
            ".Branch" => job.Run.Facts.Branch ?? "",
            ".BuildNum" => job.Numbers.Build.ToString(CultureInfo.InvariantCulture),
            ".Revision" => job.Run.Facts.Revision ?? "",
            ".CheckoutKey" => "local",
            "epoch" => job.Run.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "arch" => job.Agent.Hello.Architecture,
            _ => throw new JobFailedException($"a cache key knows no {{{{ {expression} }}}}"),
        };
    }
}
