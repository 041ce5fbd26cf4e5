using Slipway.Linux.Repositories;
using Slipway.Server.Pipelines;
using Slipway.Server.Projects;
using Slipway.Server.Signals;
using Slipway.Server.Storage;

namespace Slipway.Server.Intake;

/// <summary>
/// Makes a pipeline of each ref that a push has changed. What a push wants to change is written down before git sees it, and confirmed once git has accepted it: a server
/// that is killed between the two finds out by the refs themselves when it starts again.
/// </summary>
/// <param name="pending">Is told for new pipelines.</param>
public sealed class PushIntake(IDatabase database, ProjectRepositories repositories, ChangeSignal pending, TimeProvider clock)
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <summary>Writes down what a push wants.</summary>
    /// <returns>A number for each change.</returns>
    public Task<IReadOnlyList<long>> AnnounceAsync(Project project, IReadOnlyList<RefChange> changes, string actor, IReadOnlyList<string> options, CancellationToken cancellationToken) => database.WriteAsync<IReadOnlyList<long>>(
        async session =>
        {
            var numbers = new List<long>();
            foreach (var change in changes)
            {
                numbers.Add(await IntakeTable.AddAsync(session, new IntakeRecord(project.Id, change, actor, "push", string.Join('\n', options)), clock.GetUtcNow()));
            }

            return numbers;
        },
        cancellationToken);

    /// <summary>Confirms what git has accepted, and drops the rest.</summary>
    /// <returns>What there is to say to whoever has pushed: a pipeline, or why there is none.</returns>
    public async Task<IReadOnlyList<PushResult>> SettleAsync(Project project, IReadOnlyDictionary<long, bool> accepted, CancellationToken cancellationToken)
    {
        var results = new List<PushResult>();
        foreach (var (number, isAccepted) in accepted)
        {
            if (!isAccepted)
            {
                await database.WriteAsync(session => IntakeTable.SettleAsync(session, number, IntakeState.Dropped), cancellationToken);
            }
            else if (await ConfirmAsync(project, number, cancellationToken) is { } result)
            {
                results.Add(result);
            }
        }

        return results;
    }

    /// <summary>Makes a pipeline because somebody asks for one.</summary>
    /// <param name="reference">The whole name of a branch or a tag.</param>
    /// <param name="parameters">Of the pipeline, as a JSON object.</param>
    /// <returns>Null: there is no such branch or tag.</returns>
    public async Task<PipelineRecord?> TriggerAsync(Project project, string reference, string parameters, string actor, CancellationToken cancellationToken)
    {
        var repository = repositories.Of(project.Id);
        if (await repository.CommitIdAsync(reference, cancellationToken) is not { } id || await repository.CommitAsync(id, cancellationToken) is not { } commit)
        {
            return null;
        }

        var made = await database.WriteAsync(
            async session =>
            {
                var intake = new IntakeRecord(project.Id, new RefChange(reference, id, id), actor, "api", "");
                intake = intake with { Number = await IntakeTable.AddAsync(session, intake, clock.GetUtcNow()) };
                return await AddAsync(session, intake, commit, After(reference, Heads), After(reference, Tags), parameters);
            },
            cancellationToken);
        pending.Announce();
        return made;
    }

    /// <summary>After a start: confirms what had arrived before the server ended, and drops what had not.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var project in await database.ReadAsync(ProjectTable.ListAsync, cancellationToken))
        {
            var open = await database.ReadAsync(session => IntakeTable.ListAnnouncedAsync(session, project.Id), cancellationToken);
            if (open.Count == 0)
            {
                continue;
            }

            var repository = repositories.Of(project.Id);
            await repository.SettleAsync(cancellationToken);
            var arrived = ArrivedPushes.Find(open, await repository.RefsAsync(cancellationToken));
            await SettleAsync(project, open.ToDictionary(intake => intake.Number, intake => arrived.Contains(intake.Number)), cancellationToken);
        }
    }

    private async Task<PushResult?> ConfirmAsync(Project project, long number, CancellationToken cancellationToken)
    {
        var intake = await database.ReadAsync(session => IntakeTable.FindAsync(session, number), cancellationToken) ?? throw new InvalidOperationException($"There is no intake {number}.");
        var (branch, tag) = (After(intake.Change.Ref, Heads), After(intake.Change.Ref, Tags));
        var commit = intake.Change.IsDeletion || (branch ?? tag) is null ? null : await CommitAsync(project, intake.Change, branch, cancellationToken);
        if (commit is null || SkipRule.Why(commit, intake.Options.Split('\n')) is { } reason)
        {
            await database.WriteAsync(session => IntakeTable.SettleAsync(session, number, IntakeState.WithoutPipeline), cancellationToken);
            return commit is null ? null : new PushResult(null, $"no pipeline for {branch ?? tag}: {SkipRule.Why(commit, intake.Options.Split('\n'))}");
        }

        var made = await database.WriteAsync(session => AddAsync(session, intake, commit, branch, tag), cancellationToken);
        pending.Announce();
        return new PushResult(made, null);
    }

    private async Task<GitCommit?> CommitAsync(Project project, RefChange change, string? branch, CancellationToken cancellationToken)
    {
        var repository = repositories.Of(project.Id);
        if (branch is not null && await repository.DefaultBranchAsync(cancellationToken) is null)
        {
            await repository.SetDefaultBranchAsync(branch, cancellationToken);
        }

        return await repository.CommitIdAsync(change.New, cancellationToken) is { } id ? await repository.CommitAsync(id, cancellationToken) : null;
    }

    /// <summary>An intake that is confirmed twice has one pipeline.</summary>
    private async Task<PipelineRecord> AddAsync(SqlSession session, IntakeRecord intake, GitCommit commit, string? branch, string? tag, string parameters = "{}")
    {
        var now = clock.GetUtcNow();
        var pipeline = new PipelineRecord
        {
            Id = Guid.NewGuid(),
            Project = intake.Project,
            Number = await ProjectTable.TakePipelineNumberAsync(session, intake.Project),
            Intake = intake.Number,
            Stage = PipelineStage.Pending,
            CreatedAt = now,
            UpdatedAt = now,
            Trigger = intake.Trigger,
            Actor = intake.Actor,
            Branch = branch,
            Tag = tag,
            Revision = commit.Id,
            Subject = commit.Subject,
            Parameters = parameters,
            Problems = [],
        };
        await IntakeTable.SettleAsync(session, intake.Number, IntakeState.Accepted);
        await PipelineTable.AddAsync(session, pipeline);
        return pipeline;
    }

    private static string? After(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;
}

/// <summary>What came of one ref of a push.</summary>
/// <param name="Pipeline">Null: there is none.</param>
/// <param name="Reason">Why not.</param>
public sealed record PushResult(PipelineRecord? Pipeline, string? Reason);
