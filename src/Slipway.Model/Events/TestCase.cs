namespace Slipway.Model.Events;

/// <summary>One test of a JUnit file.</summary>
/// <param name="ClassName">Empty when the file has none.</param>
/// <param name="Name">The test's.</param>
/// <param name="File">The source file, null when the report does not say.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Result"><c>success</c>, <c>failure</c> or <c>skipped</c>.</param>
/// <param name="Message">Of a failure.</param>
public sealed record TestCase(string ClassName, string Name, string? File, double Seconds, string Result, string? Message);
