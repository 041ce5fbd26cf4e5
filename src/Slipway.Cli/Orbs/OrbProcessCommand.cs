using System.CommandLine;
using System.Text;
using Slipway.Cli.ConfigFiles;
using Slipway.Cli.Diagnostics;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Repositories;
using Slipway.Cli.Settings;
using Slipway.Config.Packing;

namespace Slipway.Cli.Orbs;

/// <summary><c>slipway orb process</c>: checks an orb and prints it as it would be published.</summary>
internal sealed class OrbProcessCommand(CommandSettings settings)
{
    private readonly Argument<string> _file = new("FILE") { Description = "The orb: a file, the folder of its source, or - for standard input" };
    private readonly OrbOptions _orbs = new(settings);

    public static Command Create(CommandSettings settings) => new OrbProcessCommand(settings).Build();

    private Command Build()
    {
        var command = new Command("process", "Check an orb and print it with includes, anchors and aliases written out. Exit code 0: valid, 2: invalid.") { _file };
        _orbs.AddTo(command);
        command.SetAction(RunAsync);
        return command.WithExamples("slipway orb process orb.yml", "slipway orb process src --orb circleci/node=../node-orb");
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var folder = Directory.GetCurrentDirectory();
        var path = result.GetRequiredValue(_file);
        var streams = result.InvocationConfiguration;
        var packed = Pack(path, folder);
        if (packed.Yaml is null)
        {
            return PackReport.Write(packed, streams);
        }

        // The text as written where there is one, so that what is found has the places that the author sees.
        var isAsWritten = packed.Sources is [var only] && !packed.Yaml.Contains(@"\<<", StringComparison.Ordinal) && only.File == path;
        using var store = _orbs.Open(result, folder, path);
        var orb = new CheckedOrb(path, Encoding.UTF8.GetBytes(isAsWritten ? packed.Sources[0].Text : packed.Yaml), store);
        var compiled = await orb.CompileAsync(cancellationToken);
        CompileReport.Write(compiled, streams.Error);
        if (compiled.Plan is null)
        {
            return (int)ExitCode.Invalid;
        }

        foreach (var (reference, resolved) in compiled.Plan.Orbs)
        {
            await streams.Output.WriteLineAsync($"# Orb '{reference}' resolved to '{resolved}'");
        }

        return PackReport.Write(packed, streams);
    }

    private static PackResult Pack(string path, string folder)
    {
        var full = Path.Combine(folder, path);
        if (path != ConfigFile.StandardInput && IsFolder(path, folder))
        {
            return TreePacker.Pack(SourceTree.Read(full), TreeKind.Orb, path);
        }

        var source = ConfigFile.Read(path, folder);
        var includes = source.Content.Span.IndexOf("include("u8) >= 0 && path != ConfigFile.StandardInput;
        return TreePacker.PackFile(new TreeFile(path, source.Content), includes ? SourceTree.Read(Path.GetDirectoryName(Path.GetFullPath(full))!) : []);
    }

    private static bool IsFolder(string path, string folder)
    {
        try
        {
            using var place = NamedPlace.TryOpenFolder(path, folder);
            return place is not null;
        }
        catch (IOException failure)
        {
            throw new UsageException($"{path} cannot be read: {failure.Message}", failure);
        }
    }
}
