namespace Slipway.Model.Diagnostics;

/// <summary>A stretch of a file; <paramref name="End"/> is the position after the last character.</summary>
/// <param name="File">The path as the user gave it, <c>-</c> for standard input, or <c>orb ns/name@1.2.3</c>.</param>
/// <param name="Start">The first character.</param>
/// <param name="End">One past the last character; equal to <paramref name="Start"/> for a point.</param>
public readonly record struct SourceSpan(string File, SourcePosition Start, SourcePosition End);
