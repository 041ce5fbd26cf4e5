using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Parameters;
using Slipway.Config.Yaml;

namespace Slipway.Config.Libraries;

/// <summary>Reads the sections <c>commands</c>, <c>executors</c>, <c>jobs</c> and <c>job-groups</c> of a config or orb.</summary>
internal sealed class LibraryReader(CompileSession session)
{
    private static readonly HashSet<string> GroupKeys = ["jobs", "description"];

    public void Read(YamlMapping root, Library library)
    {
        if (library.HasReuse)
        {
            ReadElements(root["commands"], ElementKind.Command, library);
            ReadElements(root["executors"], ElementKind.Executor, library);
        }

        ReadElements(root["jobs"], ElementKind.Job, library);
        if (library is { HasReuse: true, SeesPipeline: true })
        {
            ReadGroups(root["job-groups"], library);
        }
    }

    private void ReadElements(YamlNode? section, ElementKind kind, Library library)
    {
        var title = $"'{(kind == ElementKind.Command ? "commands" : kind == ElementKind.Executor ? "executors" : "jobs")}'";
        if (Shape.OptionalMap(session, section, title) is not { } map)
        {
            return;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in map.Entries)
        {
            if (!names.Add(key.Text) && kind == ElementKind.Job)
            {
                session.Diagnostics.Report(ReferenceDiagnostics.NoSuchName, key.Span, "jobs", key.Text);
            }

            AddElement(kind, key, value, library);
        }
    }

    private void AddElement(ElementKind kind, YamlScalar key, YamlNode value, Library library)
    {
        var label = $"the {(kind == ElementKind.Command ? "command" : kind == ElementKind.Executor ? "executor" : "job")} '{key.Text}'";
        if (kind != ElementKind.Executor && library.HasReuse && value is YamlScalar { Kind: ScalarKind.Text } other)
        {
            library.Elements(kind)[key.Text] = new Element(kind, key, new YamlMapping(value, []), library, ParameterSet.Empty) { StandsFor = other };
            return;
        }

        var body = kind == ElementKind.Executor && value is YamlScalar { Kind: ScalarKind.Text }
            ? new YamlMapping(value, [new YamlEntry(YamlScalar.TextAt(key, "executor"), value)])
            : Shape.Map(session, value, label);
        var parameters = body is null || !library.HasReuse
            ? new ParameterSet([], isIncomplete: body is null)
            : new ParameterReader(session, kind, library).Read(body["parameters"]);
        library.Elements(kind)[key.Text] = new Element(kind, key, body ?? new YamlMapping(value, []), library, parameters) { IsBroken = body is null };
    }

    private void ReadGroups(YamlNode? section, Library library)
    {
        if (Shape.OptionalMap(session, section, "'job-groups'") is not { } map)
        {
            return;
        }

        foreach (var (key, value) in map.Entries)
        {
            if (ReadGroup(key, value, library) is { } group)
            {
                library.JobGroups[key.Text] = group;
            }
        }
    }

    private JobGroup? ReadGroup(YamlScalar key, YamlNode value, Library library)
    {
        var label = $"the job group '{key.Text}'";
        if (Shape.Map(session, value, label) is not { } body)
        {
            return null;
        }

        if (library.Elements(ElementKind.Job).ContainsKey(key.Text))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.GroupAndJob, key.Span, key.Text);
        }

        foreach (var entry in body.Entries.Where(entry => !GroupKeys.Contains(entry.Key.Text)))
        {
            session.Diagnostics.ReportWithHint(ShapeDiagnostics.ForbiddenKey, entry.Key.Span, "A job group has only the key 'jobs'.", Shape.Sentence(label), entry.Key.Text);
        }

        return body["jobs"] is { } jobs
            ? Shape.List(session, jobs, $"'jobs' of {label}") is { } list ? new JobGroup(key, list) : null
            : Shape.Missing<JobGroup>(session, key, label, "jobs");
    }
}
