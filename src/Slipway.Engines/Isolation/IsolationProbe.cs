using System.Text.Json.Serialization;

namespace Slipway.Engines.Isolation;

/// <summary>One attempt to get out of an engine, or to get at it.</summary>
/// <param name="Name">Short, such as <c>core-pattern</c>.</param>
/// <param name="Claim">What must hold.</param>
/// <param name="Script">For <c>sh</c>: ends with 0 only when it got what it wanted. Harmless where it succeeds.</param>
internal sealed record IsolationProbe(string Name, string Claim, string Script)
{
    /// <summary>A file that only kernels have on which the attempt can succeed at all; null: every one.</summary>
    public string? Needs { get; init; }

    /// <summary>True: it must get through, or the attempts beside it prove nothing.</summary>
    public bool IsControl { get; init; }
}

/// <summary>How an attempt went.</summary>
/// <param name="From">Where the attempt was made.</param>
/// <param name="Claim">What must hold.</param>
/// <param name="Held">False: the attempt got through, or a control did not.</param>
public sealed record IsolationResult(string Probe, string From, string Claim, bool Held);

/// <summary>Results as JSON.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<IsolationResult>))]
public sealed partial class IsolationJson : JsonSerializerContext;
