using Slipway.Linux.Files;
using Slipway.Linux.Identity;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Repositories;

/// <summary>
/// Finds the repository of a folder as git does, but for what a stranger could put there: a repository that is somebody else's is refused, a folder that looks
/// like a repository without a working tree is an ordinary one, and what a file <c>.git</c> leads to must name the working tree in its turn.
/// </summary>
internal static class RepositorySearch
{
    public const string DotGit = ".git";

    private const string Pointer = "gitdir: ";
    private const int MostBytes = 1 << 13;

    /// <returns>Null: the folder is in no repository.</returns>
    /// <exception cref="RepositoryRefusedException">It is in one that is not read.</exception>
    public static RepositoryPlace? Find(string folder, Caller caller)
    {
        try
        {
            ulong? device = null;
            for (var place = RealPath.Of(folder); place is not null; place = Path.GetDirectoryName(place))
            {
                using var here = ConfinedFolder.TryOpen(place);
                // What lies above the root of a file system is another's, as it is for git.
                if (here?.Look("") is not { } facts || facts.Device != (device ??= facts.Device))
                {
                    return null;
                }

                if (At(here, caller, folder) is { } found)
                {
                    return found;
                }
            }

            return null;
        }
        catch (RefusedPathException refused)
        {
            throw new RepositoryRefusedException($"The repository of {folder} cannot be read: {refused.Message}", refused);
        }
    }

    private static RepositoryPlace? At(ConfinedFolder root, Caller caller, string asked)
    {
        if (root.Look(DotGit) is not { } entry)
        {
            return null;
        }

        if (entry.Kind == FileKind.Folder)
        {
            using var own = root.TryOpenFolder(DotGit);
            return own is not null && IsRepository(own) ? Checked(root, own, own, caller, asked) : null;
        }

        RequireOwner(Path.Combine(root.Path, DotGit), entry.Owner, caller, asked);
        using var apart = ConfinedFolder.TryOpen(Target(root, entry.Kind)) ?? throw NoRepository(root);
        if (!IsRepository(apart))
        {
            throw NoRepository(root);
        }

        using var common = Common(apart, root);
        return Checked(root, apart, common ?? apart, caller, asked);
    }

    private static RepositoryPlace Checked(ConfinedFolder root, ConfinedFolder own, ConfinedFolder common, Caller caller, string asked)
    {
        if (own == common && own.Look("commondir") is not null)
        {
            throw new RepositoryRefusedException($"{own.Path} says by its file commondir that it borrows from another repository, and is no worktree of it: remove the file");
        }

        uint[] owners = [root.Look("")!.Value.Owner, own.Look("")!.Value.Owner, common.Look("")!.Value.Owner];
        string[] paths = [root.Path, own.Path, common.Path];
        for (var i = 0; i < owners.Length; i++)
        {
            RequireOwner(paths[i], owners[i], caller, asked);
        }

        return new RepositoryPlace(root.Path, own.Path, common.Path, owners.FirstOrDefault(owner => owner != caller.User, caller.User));
    }

    private static bool IsRepository(ConfinedFolder folder)
    {
        try
        {
            return folder.Look("HEAD") is not null && (folder.Look("commondir") is not null || (folder.Look("objects") is not null && folder.Look("refs") is not null));
        }
        catch (IOException failure) when (failure is not RefusedPathException)
        {
            // It is closed to this user: whoever owns it is told then.
            return true;
        }
    }

    /// <summary>Where a file <c>.git</c>, or a link of this name, leads.</summary>
    private static string Target(ConfinedFolder root, FileKind kind)
    {
        var text = kind == FileKind.Link ? Pointer + root.ReadLink(DotGit) : ReadLine(root, DotGit);
        return text is not null && text.StartsWith(Pointer, StringComparison.Ordinal) && RealPath.Of(Path.Combine(root.Path, text[Pointer.Length..])) is { } target
            ? target
            : throw NoRepository(root);
    }

    /// <summary>The repository that a linked worktree belongs to, which lists it; null: it is none.</summary>
    private static ConfinedFolder? Common(ConfinedFolder own, ConfinedFolder root)
    {
        if (ReadLine(own, "commondir") is not { } relative)
        {
            return null;
        }

        var common = RealPath.Of(Path.Combine(own.Path, relative));
        var listed = ReadLine(own, "gitdir") is { } file ? RealPath.Of(Path.Combine(own.Path, file)) : null;
        return common is not null && Path.GetDirectoryName(own.Path) == Path.Combine(common, "worktrees") && listed == Path.Combine(root.Path, DotGit)
            ? ConfinedFolder.TryOpen(common)
            : throw new RepositoryRefusedException(
                $"{own.Path} is not the folder of the worktree {root.Path}, which leads there: if the worktree or its repository was moved, run `git -C {root.Path} worktree repair`");
    }

    internal static string? ReadLine(ConfinedFolder folder, string file) =>
        folder.TryRead(file, MostBytes) is { } bytes ? PathText.Of(bytes).TrimEnd('\n', '\r') : null;

    private static RepositoryRefusedException NoRepository(ConfinedFolder root) =>
        new($"{Path.Combine(root.Path, DotGit)} leads to no repository: if it was moved, write its new place there as `gitdir: PATH`, otherwise remove the file");

    private static void RequireOwner(string path, uint owner, Caller caller, string asked)
    {
        if (!caller.Owns(owner))
        {
            throw new RepositoryRefusedException(
                $"{path} belongs to {UserAccount.Describe(owner)}, and slipway runs as {caller}: a repository of somebody else's is not read, for its settings could name programs. "
                + $"Run slipway as its owner, by sudo from the owner's account if it must be root, or take it over with `chown -R`; if {asked} is no part of that repository, make it one of its own with `git init`");
        }
    }
}
