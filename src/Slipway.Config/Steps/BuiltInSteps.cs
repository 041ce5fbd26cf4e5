using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Steps;

/// <summary>Reads the steps that CircleCI brings with it (https://circleci.com/docs/reference/configuration-reference/#steps).</summary>
internal sealed class BuiltInSteps(CompileSession session)
{
    private readonly RunStepReader _runs = new(session);
    private readonly StorageStepReader _storage = new(session);

    public static IReadOnlyList<string> Names { get; } =
    [
        "run", "checkout", "setup_remote_docker", "save_cache", "restore_cache", "store_artifacts", "store_test_results",
        "persist_to_workspace", "attach_workspace", "add_ssh_keys", "deploy", "install_signing_bundle", "setup_docker_engine", "shell",
    ];

    /// <summary>Null for a step that does not exist, which is reported.</summary>
    public StepPlan? Read(StepCall call, Scope scope)
    {
        var name = NameOf(call, scope);
        if (!Names.Contains(name))
        {
            ReportUnknown(call, scope);
            return null;
        }

        if (name is "shell" or "setup_docker_engine" && scope.Library.HasReuse)
        {
            session.Diagnostics.ReportWithHint(JobDiagnostics.ShellStep, call.Name.Span, $"Write '{(name == "shell" ? "run" : "setup_remote_docker")}'.", name);
            return null;
        }

        var value = call.Value is YamlScalar ? session.Interpolator.Evaluate(call.Value, scope) : call.Value;
        if (value is YamlUnknown)
        {
            return null;
        }

        if (name == "deploy")
        {
            session.Diagnostics.Report(ShapeDiagnostics.Deprecated, call.Name.Span, "The step 'deploy'", "write 'run'");
        }

        return name switch
        {
            "run" or "shell" => _runs.Read(call.Name, value, scope, isDeploy: false),
            "deploy" => _runs.Read(call.Name, value, scope, isDeploy: true),
            _ => ReadMap(name, call.Name, value, scope),
        };
    }

    /// <summary>In version 2 the names may have dashes (https://github.com/circleci/circleci-docs/pull/732).</summary>
    private string NameOf(StepCall call, Scope scope)
    {
        var written = call.Name.Text;
        var name = written.Replace('-', '_');
        if (scope.Library.HasReuse || name == written || !Names.Contains(name))
        {
            return written;
        }

        session.Diagnostics.Report(ShapeDiagnostics.Deprecated, call.Name.Span, $"The step '{written}'", $"write '{name}'");
        return name;
    }

    private StepPlan? ReadMap(string name, YamlScalar key, YamlNode? value, Scope scope)
    {
        var map = Shape.OptionalMap(session, value, $"'{name}'");
        if (map is null && value is not (null or YamlScalar { Kind: ScalarKind.Null }))
        {
            return null;
        }

        var fields = new Fields(session, map ?? new YamlMapping(key, []), scope, $"the step '{name}'");
        var step = _storage.Read(name, fields) ?? ReadOther(name, fields);
        fields.Finish();
        return step;
    }

    private StepPlan ReadOther(string name, Fields fields)
    {
        var when = _runs.ReadWhen(fields);
        switch (name)
        {
            case "checkout":
                return ReadCheckout(fields, when);
            case "setup_remote_docker" or "setup_docker_engine":
                return ReadRemoteDocker(fields, when);
            case "add_ssh_keys":
                return new AddSshKeysStep { Name = StepTitles.Of(fields, StepTitles.SshKeys), When = when, Fingerprints = fields.Texts("fingerprints") ?? [] };
            default:
                return new InstallSigningBundleStep { Name = StepTitles.Of(fields, StepTitles.SigningBundle), When = when };
        }
    }

    /// <summary>Before 2018 the layer cache was asked for by <c>reusable</c>, and <c>exclusive</c> could be false.</summary>
    private SetupRemoteDockerStep ReadRemoteDocker(Fields fields, StepWhen when)
    {
        fields.Ignore("prefer_same_region");
        WarnOfOldKey(fields, "reusable", "write 'docker_layer_caching'");
        WarnOfOldKey(fields, "exclusive", "leave it out, an engine is always one job's own");
        return new SetupRemoteDockerStep
        {
            Name = StepTitles.Of(fields, StepTitles.RemoteDocker),
            When = when,
            DockerLayerCaching = fields.Flag(fields.Has("docker_layer_caching") ? "docker_layer_caching" : "reusable"),
            Version = fields.Text("version"),
        };
    }

    private void WarnOfOldKey(Fields fields, string key, string wayOut)
    {
        fields.Ignore(key);
        if (fields.Map.Find(key) is { } old)
        {
            session.Diagnostics.Report(ShapeDiagnostics.Deprecated, old.Key.Span, $"'{key}' of {fields.Label}", wayOut);
        }
    }

    private CheckoutStep ReadCheckout(Fields fields, StepWhen when)
    {
        var method = fields.Text("method");
        if (method is not (null or "blobless" or "full" or "shallow" or ""))
        {
            session.Diagnostics.ReportWithHint(
                ShapeDiagnostics.NotAllowedValue,
                fields.Map["method"]!.Span,
                Suggestion.For(method, ["blobless", "full", "shallow"]),
                "'method' of the step 'checkout'",
                method);
        }

        var depth = fields.Integer("depth", 1, int.MaxValue);
        if (depth is not null && method is not "shallow")
        {
            session.Diagnostics.Report(JobDiagnostics.CheckoutDepthAlone, fields.Map["depth"]!.Span);
        }

        return new CheckoutStep { Name = StepTitles.Of(fields, StepTitles.Checkout), When = when, Path = fields.Path("path"), Method = method, Depth = depth };
    }

    private void ReportUnknown(StepCall call, Scope scope)
    {
        var commands = scope.Library.Elements(ElementKind.Command).Keys;
        var builtIn = scope.Library.HasReuse ? Names.Where(name => name is not ("shell" or "setup_docker_engine")).Append("when").Append("unless") : Names;
        var hint = Suggestion.NearestOf(call.Name.Text, commands.Concat(builtIn))
            ?? (scope.Library.HasReuse ? "Define it under 'commands', or import the orb that has it." : "Commands of your own need 'version: 2.1'.");
        session.Diagnostics.ReportWithHint(ReferenceDiagnostics.UnknownStep, call.Name.Span, hint, YamlScalar.Shorten(call.Name.Text));
    }
}
