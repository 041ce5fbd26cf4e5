using System.Net;
using Docker.DotNet;

namespace Slipway.Execution.JobSpaces;

/// <summary>What a failure of Docker's means for a job.</summary>
internal static class DockerFailure
{
    /// <summary>What Docker refuses because of the image or the config: a command that is not there, a user that does not exist.</summary>
    public static bool IsUsersFault(DockerApiException exception) =>
        exception.StatusCode == HttpStatusCode.BadRequest
        || exception.ResponseBody is { } body
            && (body.Contains("executable file not found", StringComparison.Ordinal)
                || body.Contains("no such file or directory", StringComparison.Ordinal)
                || body.Contains("unable to find user", StringComparison.Ordinal)
                || body.Contains("permission denied", StringComparison.Ordinal)
                || body.Contains("No command specified", StringComparison.OrdinalIgnoreCase));
}
