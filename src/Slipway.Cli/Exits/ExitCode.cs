namespace Slipway.Cli.Exits;

/// <summary>What the process tells its caller; docs/cli.md lists them.</summary>
internal enum ExitCode
{
    Passed = 0,
    JobFailed = 1,
    Invalid = 2,
    Infrastructure = 3,
    OnHold = 4,
    Interrupted = 130,
}
