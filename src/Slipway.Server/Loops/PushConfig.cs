using System.Text;
using System.Text.Json;
using Slipway.Config.PipelineValues;
using Slipway.Linux.Repositories;
using Slipway.Server.Compilation;
using Slipway.Server.Pipelines;
using Slipway.Server.Projects;
using Slipway.Server.Storage;

namespace Slipway.Server.Loops;

/// <summary>Compiles the config of a pipeline: that of its commit, or the one that its setup half has given.</summary>
internal sealed class PushConfig(IDatabase database, ProjectRepositories repositories, IPipelineCompiler compiler)
{
    private const string ConfigFile = ".circleci/config.yml";
    private const string ContinuedFile = "continued.yml";
    private const int MostConfigBytes = 16 << 20;

    /// <returns>The config's text, null where there is none, and what it came to.</returns>
    public async Task<(byte[]? Config, CompileAnswer Answer)> CompileAsync(PipelineRecord pipeline, CancellationToken cancellationToken)
    {
        try
        {
            var repository = repositories.Of(pipeline.Project);
            return await repository.ReadAsync(pipeline.Revision, ConfigFile, MostConfigBytes, cancellationToken) is { } config
                ? (config, await compiler.CompileAsync(await RequestAsync(pipeline, ConfigFile, config, cancellationToken) with { Parameters = Parameters(pipeline) }, cancellationToken))
                : (null, NotThere($"There is no {ConfigFile} at commit {pipeline.Revision}"));
        }
        catch (GitFailedException failure)
        {
            return (null, NotThere(failure.Message));
        }
    }

    /// <summary>Compiles what a setup workflow has given.</summary>
    public async Task<CompileAnswer> ContinueAsync(PipelineRecord pipeline, GivenConfig given, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(pipeline, ContinuedFile, Encoding.UTF8.GetBytes(given.Configuration), cancellationToken);
        var answer = await compiler.CompileAsync(request with { Parameters = given.Parameters, Inherited = Parameters(pipeline) }, cancellationToken);
        return answer.Plan is { IsSetup: true }
            ? new CompileAnswer(null, [.. answer.Problems, new PipelineProblem(ProblemKind.Config, "The setup workflow gave another config with setup: true; a pipeline has one setup")])
            : answer;
    }

    private static CompileAnswer NotThere(string message) => new(null, [new PipelineProblem(ProblemKind.ConfigFetch, message)]);

    private static IReadOnlyDictionary<string, JsonElement> Parameters(PipelineRecord pipeline) =>
        JsonSerializer.Deserialize(pipeline.Parameters, CompileJson.Default.IReadOnlyDictionaryStringJsonElement) ?? new Dictionary<string, JsonElement>();

    private async Task<CompileRequest> RequestAsync(PipelineRecord pipeline, string file, byte[] config, CancellationToken cancellationToken)
    {
        var repository = repositories.Of(pipeline.Project);
        var commit = await repository.CommitAsync(pipeline.Revision, cancellationToken);
        var project = await database.ReadAsync(session => ProjectTable.FindAsync(session, pipeline.Project), cancellationToken);
        return new CompileRequest
        {
            File = file,
            Config = config,
            Git = new GitFacts
            {
                Branch = pipeline.Branch,
                Tag = pipeline.Tag,
                BranchIsDefault = pipeline.Branch is not null && pipeline.Branch == await repository.DefaultBranchAsync(cancellationToken),
                Revision = pipeline.Revision,
                RemoteUrl = project is null ? null : UrlOf(project.Slug),
                CommitSubject = commit?.Subject,
                CommitBody = commit?.Body,
                AuthorName = commit?.AuthorName,
                AuthorEmail = commit?.AuthorEmail,
            },
            Number = pipeline.Number,
            Pipeline = pipeline.Id,
        };
    }

    /// <summary>The address that a repository of this name has where its host is.</summary>
    private static string UrlOf(ProjectSlug slug) => slug.Host switch
    {
        "gh" => $"https://github.com/{slug.Owner}/{slug.Name}",
        "bb" => $"https://bitbucket.org/{slug.Owner}/{slug.Name}",
        _ => $"https://circleci.com/{slug}",
    };
}
