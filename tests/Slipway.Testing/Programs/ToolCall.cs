namespace Slipway.Testing.Programs;

/// <summary>A program, its arguments, and where it runs.</summary>
public sealed record ToolCall(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Null: the root of the checkout.</summary>
    public string? Folder { get; init; }

    /// <summary>What is set beside the variables of the tests.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a program printed and returned.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>Both streams, for messages of failing tests.</summary>
    public string Text => Output + Error;
}
