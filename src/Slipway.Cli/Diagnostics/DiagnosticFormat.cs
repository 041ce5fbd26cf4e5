namespace Slipway.Cli.Diagnostics;

/// <summary>How diagnostics are written: for people, for programs, for code scanning.</summary>
internal enum DiagnosticFormat
{
    Text,
    Json,
    Sarif,
}
