using Slipway.Config.Expressions;
using Slipway.Model.Assignments;
using Slipway.Server.Queue;
using Slipway.Server.Secrets;
using Slipway.Server.Storage;

namespace Slipway.Server.Runners;

/// <summary>Opens the variables that a job may have: its project's, and those of the contexts that it names and whose restrictions let it in.</summary>
public static class JobSecrets
{
    /// <param name="names">Of the contexts that the job asks for.</param>
    /// <param name="token">The job's own, which is hidden too.</param>
    public static async Task<AssignedVariables> OpenAsync(SqlSession session, SecretSeal seal, JobAccess access, IReadOnlyList<string> names, string token)
    {
        var project = await SecretTable.OpenAsync(session, seal, SecretTable.OfProject(access.Project.Id));
        var contexts = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var name in names.Distinct())
        {
            if (await ContextTable.FindAsync(session, $"{access.Project.Slug.Host}/{access.Project.Slug.Owner}", name) is { } context
                && MayUse(access, await ContextTable.ListRestrictionsAsync(session, context.Id)))
            {
                contexts[name] = await SecretTable.OpenAsync(session, seal, SecretTable.OfContext(context.Id));
            }
        }

        // Whatever another job of the run may print of them is hidden where it is printed; here it is what this job has.
        return new AssignedVariables(project, contexts, [token, .. project.Values, .. contexts.Values.SelectMany(context => context.Values)]);
    }

    /// <summary>One of the projects that are named, and every expression.</summary>
    /// <remarks>https://circleci.com/docs/guides/security/contexts/#restrict-a-context.</remarks>
    public static bool MayUse(JobAccess access, IReadOnlyList<ContextRestriction> restrictions)
    {
        var projects = restrictions.Where(restriction => restriction.Kind == "project").ToList();
        return (projects.Count == 0 || projects.Exists(restriction => restriction.Value == access.Project.Id.ToString()))
            && restrictions.Where(restriction => restriction.Kind == "expression").All(restriction => Expression.Evaluate(restriction.Value, name => ValueOf(access, name)).Value is { IsTruthy: true })
            && restrictions.All(restriction => restriction.Kind is "project" or "expression");
    }

    /// <summary>Only what the server itself knows of the pipeline: what nobody has said is no reason to let it in.</summary>
    private static ExpressionValue? ValueOf(JobAccess access, string name) => name switch
    {
        "pipeline.git.branch" => ExpressionValue.Of(access.Pipeline.Branch),
        "pipeline.git.tag" => ExpressionValue.Of(access.Pipeline.Tag),
        "pipeline.git.revision" => ExpressionValue.Of(access.Pipeline.Revision),
        "pipeline.project.slug" => ExpressionValue.Of(access.Project.Slug.ToString()),
        "pipeline.number" => ExpressionValue.Of(access.Pipeline.Number),
        "pipeline.id" => ExpressionValue.Of(access.Pipeline.Id.ToString()),
        _ => null,
    };
}
