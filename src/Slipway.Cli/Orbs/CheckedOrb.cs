using Slipway.Config.Compilation;
using Slipway.Config.Compiler;
using Slipway.Config.Orbs;

namespace Slipway.Cli.Orbs;

/// <summary>Checks an orb by compiling a config that uses it; gives that config the orb and leaves its other orbs to the store.</summary>
internal sealed class CheckedOrb(string file, ReadOnlyMemory<byte> content, IOrbSource others) : IOrbSource
{
    private const string Reference = "slipway/checked@dev:file";

    private const string Config =
        $$"""
        version: 2.1
        orbs:
          checked: {{Reference}}
        jobs:
          nothing:
            docker: [{image: "cimg/base:current"}]
            steps: [checkout]
        workflows:
          nothing:
            jobs: [nothing]
        """;

    /// <summary>What is wrong with the orb and the orbs that it uses.</summary>
    public async Task<CompileResult> CompileAsync(CancellationToken cancellationToken)
    {
        const string ConfigFile = "(config around the orb)";
        var result = await ConfigCompiler.CompileAsync(ConfigSource.OfText(ConfigFile, Config), new CompileOptions { Orbs = this }, cancellationToken);
        return result with
        {
            Diagnostics = [.. result.Diagnostics.Where(diagnostic => diagnostic.Span.File != ConfigFile)],
            Plan = result.Plan is null ? null : result.Plan with { Orbs = [.. result.Plan.Orbs.Where(orb => orb.Reference != Reference)] },
        };
    }

    public Task<OrbLookup> FindAsync(string reference, string localName, CancellationToken cancellationToken) => reference == Reference
        ? Task.FromResult<OrbLookup>(new OrbLookup.Found(file, file, content))
        : others.FindAsync(reference, localName, cancellationToken);
}
