using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Libraries;
using Slipway.Config.Parameters;
using Slipway.Config.Workflows;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Compiler;

/// <summary>The entry to this project: text in, plan and diagnostics out. Touches nothing but the given <see cref="CompileOptions.Orbs"/>.</summary>
public static class ConfigCompiler
{
    /// <summary>Never throws for anything that the text holds; only when <paramref name="cancellationToken"/> is canceled.</summary>
    public static async Task<CompileResult> CompileAsync(ConfigSource source, CompileOptions options, CancellationToken cancellationToken)
    {
        var session = new CompileSession(new DiagnosticSink(), options);
        var plan = await CompileAsync(source, session, cancellationToken);
        return new CompileResult(session.Diagnostics.HasErrors ? null : plan, session.Diagnostics.ToSortedList(), session.Sources);
    }

    private static async Task<Plan?> CompileAsync(ConfigSource source, CompileSession session, CancellationToken cancellationToken)
    {
        var document = ConfigText.Decode(source.File, source.Content, session.Diagnostics);
        if (document is null)
        {
            return null;
        }

        session.Sources.Add(document);
        if (YamlReader.Read(document, session.Diagnostics) is not { } node || Shape.Map(session, node, "the config") is not { } root)
        {
            return null;
        }

        var top = new ConfigRoot(session, root);
        return top.Check() ? await CompileAsync(root, top, session, cancellationToken) : null;
    }

    private static async Task<Plan> CompileAsync(YamlMapping root, ConfigRoot top, CompileSession session, CancellationToken cancellationToken)
    {
        var library = new Library(orbName: null, top.HasReuse);
        session.Pipeline = new PipelineParameterBinder(session).Bind(root, library);
        session.IsSetup = top.ReadSetup(library);
        var orbs = new OrbLoader(session, cancellationToken);
        await orbs.LoadAsync(root, library);
        new LibraryReader(session).Read(root, library);
        cancellationToken.ThrowIfCancellationRequested();

        var workflows = new WorkflowCompiler(session, library).Compile(root);
        session.Budget.BeginChecks();
        var checker = new DefinitionChecker(session);
        checker.Check(library);
        session.Calls.ReportCycles(session);
        if (!session.Diagnostics.HasErrors)
        {
            checker.ReportUnused(library, session.IsSetup);
        }

        return new Plan { IsSetup = session.IsSetup, Workflows = workflows, Orbs = orbs.Resolved };
    }
}
