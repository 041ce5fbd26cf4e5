using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Executors;

/// <summary>Reads the keys that executors and jobs have in common: docker, machine, macos and what goes with them.</summary>
internal sealed class ExecutorReader(CompileSession session)
{
    private static readonly string[] Kinds = ["docker", "machine", "macos"];

    /// <summary>Reads them from the fields of an executor or job, interpolated in <paramref name="scope"/>.</summary>
    public ExecutorSpec Read(Fields fields, Scope scope)
    {
        var given = Kinds.Where(fields.Has).ToList();
        if (given.Count > 1)
        {
            session.Diagnostics.Report(JobDiagnostics.SeveralExecutors, fields.Map[given[1]]!.Span, Shape.Sentence(fields.Label));
            fields.Ignore(Kinds);
        }

        var spec = ReadDocker(fields, scope) ?? ReadMachine(fields, scope) ?? ReadMacos(fields, scope) ?? new ExecutorSpec();
        return spec with
        {
            ResourceClass = ReadResourceClass(fields) ?? spec.ResourceClass,
            Shell = fields.Text("shell") ?? spec.Shell,
            WorkingDirectory = fields.Path("working_directory"),
            Environment = new EnvironmentReader(session).Read(fields.Take("environment"), fields.Label),
        };
    }

    private static ResourceClass? ReadResourceClass(Fields fields) =>
        fields.PlacedText("resource_class") is var (name, span) ? new ResourceClass(name, span) : null;

    private ExecutorSpec? ReadDocker(Fields fields, Scope scope)
    {
        if (fields.Take("docker") is not { } node)
        {
            return null;
        }

        if (node is YamlUnknown || Shape.List(session, node, $"'docker' of {fields.Label}") is not { } list)
        {
            return new ExecutorSpec { IsOpaque = true };
        }

        if (list.Items.Count == 0)
        {
            session.Diagnostics.Report(ShapeDiagnostics.EmptyList, node.Span, $"'docker' of {fields.Label}");
        }

        var reader = new ImageReader(session, scope);
        return new ExecutorSpec { Executor = new ExecutorPlan.Docker([.. list.Items.Select(reader.Read).OfType<ImagePlan>()]) };
    }

    private ExecutorSpec? ReadMachine(Fields fields, Scope scope)
    {
        switch (fields.Take("machine"))
        {
            case null:
                return null;
            case YamlUnknown:
                return new ExecutorSpec { IsOpaque = true };
            case YamlScalar { Kind: ScalarKind.Boolean } flag:
                return ScalarResolver.IsTrue(flag.Text) ? new ExecutorSpec { Executor = new ExecutorPlan.Machine(null) } : null;
            case YamlScalar { Kind: ScalarKind.Text or ScalarKind.Integer or ScalarKind.Float } image:
                session.Diagnostics.Report(ShapeDiagnostics.Deprecated, image.Span, "A machine given by one text", "write 'machine: {image: …}'");
                return new ExecutorSpec { Executor = new ExecutorPlan.Machine(session.TakeText(image, image.Text) ? image.Text : null) };
            case YamlSequence { Items: [YamlMapping only] } list:
                session.Diagnostics.Report(ShapeDiagnostics.Deprecated, list.Span, "A machine given as a list", "write 'machine: {image: …}'");
                return ReadMachineMap(only, scope);
            case var node:
                return Shape.Map(session, node, $"'machine' of {fields.Label}") is { } map ? ReadMachineMap(map, scope) : new ExecutorSpec { IsOpaque = true };
        }
    }

    private ExecutorSpec ReadMachineMap(YamlMapping map, Scope scope)
    {
        var fields = new Fields(session, map, scope, "'machine'");
        fields.Ignore("enabled");
        var spec = new ExecutorSpec
        {
            Executor = new ExecutorPlan.Machine(fields.Text("image"), fields.Flag("docker_layer_caching")),
            ResourceClass = ReadResourceClass(fields),
            Shell = fields.Text("shell"),
        };
        fields.Finish();
        return spec;
    }

    private ExecutorSpec? ReadMacos(Fields fields, Scope scope)
    {
        if (fields.Take("macos") is not { } node)
        {
            return null;
        }

        if (node is YamlUnknown || Shape.Map(session, node, $"'macos' of {fields.Label}") is not { } map)
        {
            return new ExecutorSpec { IsOpaque = true };
        }

        var inner = new Fields(session, map, scope, "'macos'");
        inner.Ignore("code_signing");
        var spec = new ExecutorSpec { Executor = new ExecutorPlan.Macos(inner.RequiredText("xcode")), ResourceClass = ReadResourceClass(inner) };
        inner.Finish();
        return spec;
    }
}
