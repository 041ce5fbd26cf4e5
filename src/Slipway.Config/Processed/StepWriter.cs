using System.Globalization;
using Slipway.Config.Steps;
using Slipway.Model.Plans;

namespace Slipway.Config.Processed;

/// <summary>Writes one step as a map of its name and what belongs to it; a name alone when everything is as usual.</summary>
internal sealed class StepWriter(YamlText yaml)
{
    public void Write(StepPlan step)
    {
        switch (step)
        {
            case RunStep run:
                WriteStep(run.IsDeploy ? "deploy" : "run", run, StepTitles.Cut(run.Command), () => WriteRun(run));
                break;
            case CheckoutStep { Path: null, Method: null, Depth: null, Name: StepTitles.Checkout, When: StepWhen.OnSuccess }:
                yaml.Text("checkout");
                break;
            case CheckoutStep checkout:
                WriteStep("checkout", step, StepTitles.Checkout, () =>
                {
                    yaml.Entry("path", checkout.Path);
                    yaml.Entry("method", checkout.Method);
                    WriteNumber("depth", checkout.Depth);
                });
                break;
            case SetupRemoteDockerStep { DockerLayerCaching: false, Version: null, Name: StepTitles.RemoteDocker, When: StepWhen.OnSuccess }:
                yaml.Text("setup_remote_docker");
                break;
            case SetupRemoteDockerStep docker:
                WriteStep("setup_remote_docker", step, StepTitles.RemoteDocker, () =>
                {
                    yaml.Flag("docker_layer_caching", docker.DockerLayerCaching);
                    yaml.Entry("version", docker.Version);
                });
                break;
            case AddSshKeysStep { Fingerprints.Count: 0, Name: StepTitles.SshKeys, When: StepWhen.OnSuccess }:
                yaml.Text("add_ssh_keys");
                break;
            case AddSshKeysStep keys:
                WriteStep("add_ssh_keys", step, StepTitles.SshKeys, () => yaml.Texts("fingerprints", keys.Fingerprints));
                break;
            case InstallSigningBundleStep:
                WriteStep("install_signing_bundle", step, string.Empty, static () => { });
                break;
            default:
                WriteStorage(step);
                break;
        }
    }

    private void WriteStorage(StepPlan step)
    {
        switch (step)
        {
            case SaveCacheStep save:
                WriteStep("save_cache", step, StepTitles.SaveCache, () =>
                {
                    yaml.Entry("key", save.Key);
                    yaml.Texts("paths", save.Paths);
                });
                break;
            case RestoreCacheStep restore:
                WriteStep("restore_cache", step, StepTitles.RestoreCache, () => yaml.Texts("keys", restore.Keys));
                break;
            case StoreArtifactsStep artifacts:
                WriteStep("store_artifacts", step, StepTitles.Artifacts, () =>
                {
                    yaml.Entry("path", artifacts.Path);
                    yaml.Entry("destination", artifacts.Destination);
                });
                break;
            case StoreTestResultsStep results:
                WriteStep("store_test_results", step, StepTitles.TestResults, () => yaml.Entry("path", results.Path));
                break;
            case PersistToWorkspaceStep persist:
                WriteStep("persist_to_workspace", step, StepTitles.Persist, () =>
                {
                    yaml.Entry("root", persist.Root);
                    yaml.Texts("paths", persist.Paths);
                });
                break;
            case AttachWorkspaceStep attach:
                WriteStep("attach_workspace", step, StepTitles.Attach, () => yaml.Entry("at", attach.At));
                break;
            default:
                throw new InvalidOperationException($"No such step: {step.GetType().Name}");
        }
    }

    private void WriteStep(string key, StepPlan step, string usualName, Action content) => yaml.Map(() =>
    {
        yaml.Text(key);
        yaml.Map(() =>
        {
            yaml.Entry("name", step.Name == usualName ? null : step.Name);
            content();
            yaml.Entry("when", step.When switch { StepWhen.Always => "always", StepWhen.OnFail => "on_fail", _ => null });
        });
    });

    private void WriteRun(RunStep run)
    {
        yaml.Entry("command", run.Command);
        yaml.Entry("shell", run.Shell);
        yaml.Entries("environment", run.Environment);
        yaml.Flag("background", run.Background);
        yaml.Entry("working_directory", run.WorkingDirectory);
        if (run.NoOutputTimeout != TimeSpan.FromMinutes(10))
        {
            yaml.Entry("no_output_timeout", Duration.Format(run.NoOutputTimeout));
        }

        if (run.MaxAutoReruns > 0)
        {
            WriteNumber("max_auto_reruns", run.MaxAutoReruns);
        }

        if (run.AutoRerunDelay > TimeSpan.Zero)
        {
            yaml.Entry("auto_rerun_delay", Duration.Format(run.AutoRerunDelay));
        }
    }

    private void WriteNumber(string key, int? number)
    {
        if (number is { } value)
        {
            yaml.PlainEntry(key, value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
