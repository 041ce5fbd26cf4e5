using Slipway.Config.Expressions;

namespace Slipway.Config.PipelineValues;

/// <summary>
/// What pipeline values are when nothing else is known: those of a push to the main branch of a repository on GitHub, so that a config is not found wrong only because
/// it is looked at far from a pipeline. What such a push does not have, such as a tag or a pull request, is empty.
/// </summary>
internal static class PipelineValueDefaults
{
    private const string Id = "00000000-0000-0000-0000-000000000001";
    private const string Revision = "0123456789abcdef0123456789abcdef01234567";
    private const string Owner = "example";
    private const string Name = "project";
    private const string Web = "https://github.com/example/project";

    public static ExpressionValue Of(string name)
    {
        var text = Project(name) ?? Commit(name) ?? Trigger(name);
        return text is not null ? ExpressionValue.Of(text) : PipelineValueCatalogue.TypeOf(name) switch
        {
            PipelineValueType.Integer => ExpressionValue.Of(name == "pipeline.event.github.pull_request.number" ? 0 : 1),
            PipelineValueType.Boolean => ExpressionValue.Of(name == "pipeline.git.branch.is_default"),
            _ => ExpressionValue.Of(string.Empty),
        };
    }

    private static string? Project(string name) => name switch
    {
        "pipeline.project.git_url" or "pipeline.project.url" or "pipeline.git.repo_url" or "pipeline.config.repository.url" or "pipeline.event.github.repository.url" or
            "pipeline.vcs.origin_repository_url" or "pipeline.vcs.repository_url" or "pipeline.vcs.target_repository_url" => Web,
        "pipeline.project.type" or "pipeline.vcs.type" => "github",
        "pipeline.project.slug" => $"gh/{Owner}/{Name}",
        "pipeline.git.repo_owner" or "pipeline.event.github.repository.owner.login" => Owner,
        "pipeline.git.repo_name" or "pipeline.event.github.repository.name" => Name,
        "pipeline.config.repository.name" => $"{Owner}/{Name}",
        "pipeline.vcs.origin_repository_id" or "pipeline.vcs.target_repository_id" => "1",
        "pipeline.git.ssh_checkout_url" => $"git@github.com:{Owner}/{Name}.git",
        "pipeline.config.file_path" => ".circleci/config.yml",
        "pipeline.name" or "pipeline.trigger.name" => "build",
        _ => null,
    };

    private static string? Commit(string name) => name switch
    {
        "pipeline.git.branch" => "main",
        "pipeline.git.revision" or "pipeline.git.base_revision" or "pipeline.config.sha" or "pipeline.event.github.after" or "pipeline.event.context.github.sha" or
            "pipeline.vcs.revision" => Revision,
        "pipeline.config.ref" or "pipeline.event.github.ref" => "refs/heads/main",
        "pipeline.git.commit.url" or "pipeline.event.github.head_commit.url" => $"{Web}/commit/{Revision}",
        "pipeline.git.commit.subject" => "A commit",
        "pipeline.git.commit.author_login" or "pipeline.git.commit.author_name" or "pipeline.event.github.sender.login" or "pipeline.event.provider_login" => Owner,
        "pipeline.git.commit.author_email" => "example@example.com",
        "pipeline.git.commit.author_avatar_url" or "pipeline.event.github.sender.avatar_url" => "https://github.com/example.png",
        "pipeline.event.github.sender.type" => "User",
        _ => null,
    };

    private static string? Trigger(string name) => name switch
    {
        "pipeline.id" or "pipeline.trigger.id" or "pipeline.definition.id" or "pipeline.event.circleci_actor_id" or "pipeline.event.provider_actor_id" => Id,
        "pipeline.trigger_source" or "pipeline.trigger.type" => name == "pipeline.trigger.type" ? "github_app" : "webhook",
        "pipeline.integration_source" or "pipeline.config_source" => "github_app",
        "pipeline.trigger.received_at" or "pipeline.trigger_parameters.circleci.event_time" => "2020-01-01T00:00:00Z",
        "pipeline.event.name" or "pipeline.event.action" or "pipeline.vcs.event_type" or "pipeline.trigger_parameters.circleci.event_type" => "push",
        _ => null,
    };
}
