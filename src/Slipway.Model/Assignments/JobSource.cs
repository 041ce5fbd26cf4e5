using System.Text.Json.Serialization;

namespace Slipway.Model.Assignments;

/// <summary>Where a job's code comes from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WorkingTree), "working_tree")]
[JsonDerivedType(typeof(Commit), "commit")]
[JsonDerivedType(typeof(Served), "served")]
public abstract record JobSource
{
    private JobSource()
    {
    }

    /// <summary>A working tree on this machine as it is when the job checks it out.</summary>
    /// <param name="Folder">Its root.</param>
    /// <param name="Trust">What its trust was found by, to be asked once more then; null: nobody needs to ask.</param>
    public sealed record WorkingTree(string Folder, TrustQuestion? Trust) : JobSource;

    /// <summary>A commit of a repository on this machine, clean.</summary>
    /// <param name="Folder">In the repository.</param>
    /// <param name="Revision">The commit's id.</param>
    public sealed record Commit(string Folder, string Revision) : JobSource;

    /// <summary>A commit of a repository of the server that assigned the job, clean.</summary>
    /// <param name="Url">Of the repository, without a password.</param>
    /// <param name="Revision">The commit's id.</param>
    public sealed record Served(string Url, string Revision) : JobSource;
}

/// <summary>What a user has said that the code is, where that is not what is checked out.</summary>
public sealed record TrustQuestion(string? Branch, string? Tag, string? Revision);
