namespace Slipway.Config.PipelineValues;

/// <summary>
/// All pipeline values that CircleCI documents or its own command line makes up
/// (https://circleci.com/docs/reference/variables/#pipeline-values). Pipeline parameters are not among them: the config declares those.
/// </summary>
public static class PipelineValueCatalogue
{
    /// <summary>Values that a trigger puts in have their own names, which no list is complete for.</summary>
    private const string TriggerParameters = "pipeline.trigger_parameters.";

    /// <summary>The type of a pipeline value; null when there is none of that name.</summary>
    public static PipelineValueType? TypeOf(string name) => name switch
    {
        "pipeline.number" or "pipeline.git.repo_id" or "pipeline.event.github.pull_request.number" => PipelineValueType.Integer,
        "pipeline.git.branch.is_default" or "pipeline.event.github.pull_request.draft" or "pipeline.event.github.pull_request.merged" => PipelineValueType.Boolean,
        "pipeline.id" or "pipeline.name" or "pipeline.definition.id" or "pipeline.integration_source" or "pipeline.config_source" or
            "pipeline.project.git_url" or "pipeline.project.type" or "pipeline.project.slug" or "pipeline.project.url" or "pipeline.git.tag" or
            "pipeline.git.branch" or "pipeline.git.revision" or "pipeline.git.base_revision" or "pipeline.git.repo_url" or "pipeline.git.repo_owner" or
            "pipeline.git.repo_name" or "pipeline.git.ssh_checkout_url" or "pipeline.git.commit.url" or "pipeline.git.commit.subject" or
            "pipeline.git.commit.body" or "pipeline.git.commit.author_login" or "pipeline.git.commit.author_name" or "pipeline.git.commit.author_email" or
            "pipeline.git.commit.author_avatar_url" or "pipeline.config.repository.name" or "pipeline.config.repository.url" or "pipeline.config.file_path" or
            "pipeline.config.ref" or "pipeline.config.sha" or "pipeline.trigger.received_at" or "pipeline.trigger.id" or "pipeline.trigger.type" or
            "pipeline.trigger.name" or "pipeline.trigger_source" or "pipeline.schedule.name" or "pipeline.schedule.id" or "pipeline.event.name" or
            "pipeline.event.action" or "pipeline.event.circleci_actor_id" or "pipeline.event.provider_actor_id" or "pipeline.event.provider_login" or
            "pipeline.event.context.github.pr_url" or "pipeline.event.context.github.sha" or "pipeline.event.github.after" or "pipeline.event.github.ref" or
            "pipeline.event.github.head_commit.url" or "pipeline.event.github.label" or "pipeline.event.github.label.name" or
            "pipeline.event.github.comment.body" or "pipeline.event.github.pull_request.base.ref" or "pipeline.event.github.pull_request.base.sha" or
            "pipeline.event.github.pull_request.head.ref" or "pipeline.event.github.pull_request.head.sha" or "pipeline.event.github.pull_request.title" or
            "pipeline.event.github.pull_request.url" or "pipeline.event.github.sender.type" or "pipeline.event.github.sender.avatar_url" or
            "pipeline.event.github.sender.login" or "pipeline.event.github.repository.name" or "pipeline.event.github.repository.owner.login" or
            "pipeline.event.github.repository.url" or "pipeline.deploy.component_name" or "pipeline.deploy.environment_name" or
            "pipeline.deploy.target_version" or "pipeline.deploy.current_version" or "pipeline.deploy.namespace" or "pipeline.deploy.reason" or
            "pipeline.vcs.event_type" or "pipeline.vcs.origin_repository_id" or "pipeline.vcs.origin_repository_url" or "pipeline.vcs.repository_url" or
            "pipeline.vcs.revision" or "pipeline.vcs.target_repository_id" or "pipeline.vcs.target_repository_url" or "pipeline.vcs.type" => PipelineValueType.Text,
        _ => TypeOfTriggerParameter(name),
    };

    /// <summary>Every name of the catalogue, for suggestions; made anew at each call, since few runs need it.</summary>
    public static IReadOnlyList<string> Names() =>
    [
        "pipeline.id",
        "pipeline.number",
        "pipeline.name",
        "pipeline.definition.id",
        "pipeline.integration_source",
        "pipeline.config_source",
        "pipeline.project.git_url",
        "pipeline.project.type",
        "pipeline.project.slug",
        "pipeline.project.url",
        "pipeline.git.tag",
        "pipeline.git.branch",
        "pipeline.git.branch.is_default",
        "pipeline.git.revision",
        "pipeline.git.base_revision",
        "pipeline.git.repo_url",
        "pipeline.git.repo_owner",
        "pipeline.git.repo_name",
        "pipeline.git.repo_id",
        "pipeline.git.ssh_checkout_url",
        "pipeline.git.commit.url",
        "pipeline.git.commit.subject",
        "pipeline.git.commit.body",
        "pipeline.git.commit.author_login",
        "pipeline.git.commit.author_name",
        "pipeline.git.commit.author_email",
        "pipeline.git.commit.author_avatar_url",
        "pipeline.config.repository.name",
        "pipeline.config.repository.url",
        "pipeline.config.file_path",
        "pipeline.config.ref",
        "pipeline.config.sha",
        "pipeline.trigger.received_at",
        "pipeline.trigger.id",
        "pipeline.trigger.type",
        "pipeline.trigger.name",
        "pipeline.trigger_source",
        "pipeline.schedule.name",
        "pipeline.schedule.id",
        "pipeline.event.name",
        "pipeline.event.action",
        "pipeline.event.circleci_actor_id",
        "pipeline.event.provider_actor_id",
        "pipeline.event.provider_login",
        "pipeline.event.context.github.pr_url",
        "pipeline.event.context.github.sha",
        "pipeline.event.github.after",
        "pipeline.event.github.ref",
        "pipeline.event.github.head_commit.url",
        "pipeline.event.github.label",
        "pipeline.event.github.label.name",
        "pipeline.event.github.comment.body",
        "pipeline.event.github.pull_request.base.ref",
        "pipeline.event.github.pull_request.base.sha",
        "pipeline.event.github.pull_request.head.ref",
        "pipeline.event.github.pull_request.head.sha",
        "pipeline.event.github.pull_request.draft",
        "pipeline.event.github.pull_request.merged",
        "pipeline.event.github.pull_request.number",
        "pipeline.event.github.pull_request.title",
        "pipeline.event.github.pull_request.url",
        "pipeline.event.github.sender.type",
        "pipeline.event.github.sender.avatar_url",
        "pipeline.event.github.sender.login",
        "pipeline.event.github.repository.name",
        "pipeline.event.github.repository.owner.login",
        "pipeline.event.github.repository.url",
        "pipeline.deploy.component_name",
        "pipeline.deploy.environment_name",
        "pipeline.deploy.target_version",
        "pipeline.deploy.current_version",
        "pipeline.deploy.namespace",
        "pipeline.deploy.reason",
        "pipeline.vcs.event_type",
        "pipeline.vcs.origin_repository_id",
        "pipeline.vcs.origin_repository_url",
        "pipeline.vcs.repository_url",
        "pipeline.vcs.revision",
        "pipeline.vcs.target_repository_id",
        "pipeline.vcs.target_repository_url",
        "pipeline.vcs.type",
    ];

    /// <summary>True for what only a trigger can set; contexts and parameters may not use it.</summary>
    public static bool IsTriggerParameter(string name) => name.StartsWith(TriggerParameters, StringComparison.Ordinal);

    private static PipelineValueType? TypeOfTriggerParameter(string name) =>
        IsTriggerParameter(name) && name.Length > TriggerParameters.Length ? PipelineValueType.Text : null;
}
