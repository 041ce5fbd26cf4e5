using Slipway.Config.Expressions;

namespace Slipway.Config.PipelineValues;

/// <summary>The pipeline values of one compilation. A value of the catalogue that nobody gave has its default.</summary>
public sealed class PipelineValueSet
{
    private readonly IReadOnlyDictionary<string, ExpressionValue> _given;

    public PipelineValueSet(IReadOnlyDictionary<string, ExpressionValue> given)
    {
        _given = given;
    }

    /// <summary>Nothing is known: for validation away from a repository.</summary>
    public static PipelineValueSet Defaults { get; } = new(new Dictionary<string, ExpressionValue>());

    /// <summary>
    /// The value of a full name such as <c>pipeline.git.branch</c> for <c>&lt;&lt; &gt;&gt;</c> and logic statements, where one that
    /// is not set is the empty text; null when there is no such pipeline value.
    /// </summary>
    public ExpressionValue? Find(string name)
    {
        if (_given.TryGetValue(name, out var value))
        {
            return value is ExpressionValue.Null ? ExpressionValue.Of(string.Empty) : value;
        }

        return PipelineValueCatalogue.TypeOf(name) is null ? null : PipelineValueDefaults.Of(name);
    }

    /// <summary>The same for the expression language, where a value that is not set is null, so that comparing it gives neither yes nor no.</summary>
    public ExpressionValue? FindInExpression(string name)
    {
        if (_given.TryGetValue(name, out var given))
        {
            return given;
        }

        var value = Find(name);
        return value is ExpressionValue.Text { Value: "" } ? ExpressionValue.Null.Instance : value;
    }

    /// <summary>The same values with some replaced or added.</summary>
    public PipelineValueSet With(IEnumerable<KeyValuePair<string, ExpressionValue>> others)
    {
        var values = new Dictionary<string, ExpressionValue>(_given, StringComparer.Ordinal);
        foreach (var (name, value) in others)
        {
            values[name] = value;
        }

        return new PipelineValueSet(values);
    }

    /// <summary>For a config that is only looked at: the values of a push, and where there is no repository those of a push that could be.</summary>
    public static PipelineValueSet ForValidation(GitFacts facts) => facts == new GitFacts() ? Defaults : FromGit(facts);

    /// <summary>The values of a push: what is known of the commit, and defaults for the rest.</summary>
    /// <param name="facts">What git says.</param>
    /// <param name="number">The pipeline's number; 1 when there is no counter.</param>
    /// <param name="id">The pipeline's UUID.</param>
    public static PipelineValueSet FromGit(GitFacts facts, long number = 1, string? id = null)
    {
        var values = new Dictionary<string, ExpressionValue>(StringComparer.Ordinal)
        {
            ["pipeline.number"] = ExpressionValue.Of(number),
            ["pipeline.git.branch.is_default"] = ExpressionValue.Of(facts.BranchIsDefault),
        };
        Add(values, "pipeline.id", id);
        AddCommit(values, facts);
        AddRepository(values, RepositoryAddress.Parse(facts.RemoteUrl));
        return new PipelineValueSet(values);
    }

    private static void AddCommit(Dictionary<string, ExpressionValue> values, GitFacts facts)
    {
        // Unlike the rest these two mean something where they are not set: the push is of the other kind, or of no branch.
        values["pipeline.git.branch"] = ExpressionValue.Of(facts.Branch);
        values["pipeline.git.tag"] = ExpressionValue.Of(facts.Tag);
        Add(values, "pipeline.git.revision", facts.Revision);
        Add(values, "pipeline.git.base_revision", facts.BaseRevision ?? facts.Revision);
        Add(values, "pipeline.git.commit.subject", facts.CommitSubject);
        Add(values, "pipeline.git.commit.body", facts.CommitBody);
        Add(values, "pipeline.git.commit.author_name", facts.AuthorName);
        Add(values, "pipeline.git.commit.author_email", facts.AuthorEmail);
        Add(values, "pipeline.git.commit.author_login", facts.AuthorLogin);
        Add(values, "pipeline.config.sha", facts.Revision);
        Add(values, "pipeline.event.github.after", facts.Revision);
        var reference = facts.Tag is not null ? "refs/tags/" + facts.Tag : facts.Branch is not null ? "refs/heads/" + facts.Branch : null;
        values["pipeline.config.ref"] = ExpressionValue.Of(reference);
        values["pipeline.event.github.ref"] = ExpressionValue.Of(reference);
    }

    private static void AddRepository(Dictionary<string, ExpressionValue> values, RepositoryAddress? repository)
    {
        if (repository is null)
        {
            return;
        }

        Add(values, "pipeline.project.git_url", repository.WebUrl);
        Add(values, "pipeline.project.type", repository.IsOfKnownProvider ? repository.Provider : null);
        Add(values, "pipeline.project.slug", repository.Slug);
        Add(values, "pipeline.git.repo_url", repository.WebUrl);
        Add(values, "pipeline.git.repo_owner", repository.Owner);
        Add(values, "pipeline.git.repo_name", repository.Name);
        Add(values, "pipeline.git.ssh_checkout_url", repository.SshUrl);
        Add(values, "pipeline.config.repository.url", repository.WebUrl);
        Add(values, "pipeline.config.repository.name", $"{repository.Owner}/{repository.Name}");
        Add(values, "pipeline.event.github.repository.url", repository.WebUrl);
        Add(values, "pipeline.event.github.repository.name", repository.Name);
        Add(values, "pipeline.event.github.repository.owner.login", repository.Owner);
    }

    private static void Add(Dictionary<string, ExpressionValue> values, string name, string? value)
    {
        if (value is not null)
        {
            values[name] = ExpressionValue.Of(value);
        }
    }
}
