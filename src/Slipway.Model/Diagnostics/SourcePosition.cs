namespace Slipway.Model.Diagnostics;

/// <summary>A place in a text: line and column, both counted from 1; columns are UTF-16 units.</summary>
public readonly record struct SourcePosition(int Line, int Column);
