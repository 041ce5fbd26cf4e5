using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Executors;
using Slipway.Config.Jobs;
using Slipway.Config.Parameters;
using Slipway.Config.Steps;

namespace Slipway.Config.Compiler;

/// <summary>Checks every definition by itself, whether a workflow reaches it or not, and says at the end what is never used.</summary>
internal sealed class DefinitionChecker(CompileSession session)
{
    public void Check(Library library)
    {
        foreach (var element in library.AllElements.Where(element => element is { IsBroken: false, StandsFor: null }))
        {
            session.Diagnostics.IsUnreached = !element.IsUsed;
            CheckElement(element);
        }

        session.Diagnostics.IsUnreached = false;
        foreach (var orb in library.Orbs.Values.Where(orb => orb is { IsInline: true, Library: not null }))
        {
            Check(orb.Library!);
        }
    }

    /// <summary>Only for a config without errors: what is wrong elsewhere makes things look unused.</summary>
    /// <param name="library">The config's own.</param>
    /// <param name="isSetup">Whether its pipeline parameters can be there for the config that continues it (https://circleci.com/docs/guides/orchestrate/dynamic-config/).</param>
    public void ReportUnused(Library library, bool isSetup)
    {
        ReportUnusedElements(library);
        foreach (var declaration in session.Pipeline.Parameters.All.Where(declaration => !declaration.IsUsed && !isSetup))
        {
            session.Diagnostics.Report(ReferenceDiagnostics.UnusedParameter, declaration.Span, declaration.Name);
        }

        foreach (var orb in library.Orbs.Values.Where(orb => !orb.IsUsed))
        {
            session.Diagnostics.Report(ReferenceDiagnostics.UnusedOrb, orb.Key.Span, orb.Key.Text);
        }

        foreach (var group in library.JobGroups.Values.Where(group => !group.IsUsed))
        {
            session.Diagnostics.Report(ReferenceDiagnostics.UnusedJobGroup, group.Key.Span, group.Key.Text);
        }
    }

    private void CheckElement(Element element)
    {
        var inside = ArgumentBinder.Unbound(element);
        switch (element.Kind)
        {
            case ElementKind.Executor:
                new ExecutorResolver(session).Read(element, inside);
                break;
            case ElementKind.Command:
                new StepExpander(session).ExpandBody(element, inside, []);
                break;
            default:
                new JobCompiler(session).Compile(element, inside, before: null, after: null);
                break;
        }
    }

    private void ReportUnusedElements(Library library)
    {
        foreach (var element in library.AllElements)
        {
            if (!element.IsReferenced)
            {
                session.Diagnostics.Report(Descriptor(element.Kind), element.Key.Span, element.QualifiedName);
            }

            foreach (var declaration in element.Parameters.All.Where(declaration => !declaration.IsUsed))
            {
                session.Diagnostics.Report(ReferenceDiagnostics.UnusedParameter, declaration.Span, declaration.Name);
            }
        }
    }

    private static DiagnosticDescriptor Descriptor(ElementKind kind) => kind switch
    {
        ElementKind.Command => ReferenceDiagnostics.UnusedCommand,
        ElementKind.Executor => ReferenceDiagnostics.UnusedExecutor,
        _ => ReferenceDiagnostics.UnusedJob,
    };
}
