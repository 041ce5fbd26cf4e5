using System.Buffers;
using Slipway.Config.Compilation;
using Slipway.Config.Diagnostics;

namespace Slipway.Config.Workflows;

/// <summary>Reads <c>serial-group</c>: at most 512 letters, digits and <c>./_-</c>.</summary>
internal static class SerialGroup
{
    private const int MaxLength = 512;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-");

    public static string? Read(CompileSession session, Fields fields)
    {
        if (fields.Text("serial-group") is not { } name)
        {
            return null;
        }

        var isGood = name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Allowed);
        if (!isGood)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.BadSerialGroup, fields.Map["serial-group"]!.Span, name);
        }

        return name;
    }
}
