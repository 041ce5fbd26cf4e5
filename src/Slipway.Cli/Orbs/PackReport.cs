using System.CommandLine;
using Slipway.Cli.Diagnostics;
using Slipway.Cli.Exits;
using Slipway.Cli.Terminals;
using Slipway.Config.Packing;

namespace Slipway.Cli.Orbs;

/// <summary>Prints what came of packing: the YAML on standard output, what is wrong on standard error.</summary>
internal static class PackReport
{
    public static int Write(PackResult packed, InvocationConfiguration streams)
    {
        var texts = packed.Sources.ToDictionary(source => source.File, source => source.Text, StringComparer.Ordinal);
        CompileReport.Write(packed.Diagnostics, texts.GetValueOrDefault, streams.Error);
        if (packed.Yaml is null)
        {
            return (int)ExitCode.Invalid;
        }

        streams.Output.WriteExact(packed.Yaml);
        return (int)ExitCode.Passed;
    }
}
