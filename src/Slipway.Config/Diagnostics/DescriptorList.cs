using Slipway.Model.Diagnostics;

namespace Slipway.Config.Diagnostics;

/// <summary>The descriptors of one area, in the order in which they are written down.</summary>
internal sealed class DescriptorList
{
    private readonly List<DiagnosticDescriptor> _items = [];

    public IReadOnlyList<DiagnosticDescriptor> Items => _items;

    public DiagnosticDescriptor Error(string code, string message, string? hint = null) => Add(new DiagnosticDescriptor(code, Severity.Error, message, hint));

    public DiagnosticDescriptor Warning(string code, string message, string? hint = null) => Add(new DiagnosticDescriptor(code, Severity.Warning, message, hint));

    private DiagnosticDescriptor Add(DiagnosticDescriptor descriptor)
    {
        _items.Add(descriptor);
        return descriptor;
    }
}
