using System.Text;

namespace Slipway.Agent.Commands;

/// <summary>Standard input as text. Not the console's reader: that one writes control sequences to a terminal, which would stand in the step's output.</summary>
internal static class StandardInput
{
    public static string ReadToEnd()
    {
        using var reader = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        return reader.ReadToEnd();
    }
}
