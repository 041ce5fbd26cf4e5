using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Model.Archives;
using Slipway.Model.Wire;

namespace Slipway.Agent.Serving;

/// <summary>Which kind of failure an exception is to the runner.</summary>
internal static class FailureKinds
{
    private const int NoSpaceResult = unchecked((int)0x80070070);
    private const int LinuxNoSpace = 28;

    public static AgentFailureKind Of(Exception failure) => failure switch
    {
        SystemCallException call => call.Kind,
        InvalidRequestException or WireException => AgentFailureKind.Invalid,
        BadArchiveException => AgentFailureKind.BadArchive,
        OperationCanceledException => AgentFailureKind.Canceled,
        FileNotFoundException or DirectoryNotFoundException => AgentFailureKind.NotFound,
        UnauthorizedAccessException => AgentFailureKind.Denied,
        IOException { HResult: NoSpaceResult or LinuxNoSpace } => AgentFailureKind.NoSpace,
        _ => AgentFailureKind.Other,
    };
}
