namespace Slipway.Linux.Repositories;

/// <summary>
/// The surroundings of every git that is started. git never sees the config of a repository, see <see cref="GitFolderCopy"/>; these switch off, over every
/// config that it could still find, whatever of its settings names a program, an address or a file.
/// </summary>
internal static class GitSettings
{
    /// <summary>A folder that is on no machine.</summary>
    public const string Nowhere = "/nonexistent";

    /// <summary>The variable that says where the working tree is.</summary>
    public const string WorkTree = "GIT_WORK_TREE";

    private const string NoProgram = "/bin/false";

    /// <summary>As <c>-c</c> takes them: they win over every file.</summary>
    public static IReadOnlyList<string> Overrides { get; } =
    [
        "safe.bareRepository=explicit",
        "core.fsmonitor=false",
        "core.untrackedCache=false",
        "core.hooksPath=/dev/null",
        "core.attributesFile=/dev/null",
        "core.sshCommand=" + NoProgram,
        "core.gitProxy=" + NoProgram,
        "core.askPass=" + NoProgram,
        "core.editor=" + NoProgram,
        "core.pager=cat",
        "core.alternateRefsCommand=" + NoProgram,
        "credential.helper=",
        "diff.external=",
        "diff.trustExitCode=false",
        "log.showSignature=false",
        "log.mailmap=false",
        "gpg.program=" + NoProgram,
        "gpg.ssh.program=" + NoProgram,
        "gpg.x509.program=" + NoProgram,
        "gpg.ssh.defaultKeyCommand=" + NoProgram,
        "gc.auto=0",
        "maintenance.auto=false",
        "submodule.recurse=false",
        "protocol.allow=never",
        "uploadpack.packObjectsHook=" + NoProgram,
        "interactive.diffFilter=" + NoProgram,
        "index.threads=1",
        "core.quotePath=false",
        // The modes that a checkout makes.
        "tar.umask=0022",
    ];

    /// <summary>For repositories that only this program writes, and that it serves: with the git's own programs, and with checks of all that comes in.</summary>
    public static IReadOnlyList<string> OfServed { get; } =
    [
        .. Overrides.Where(setting => !setting.StartsWith("uploadpack.", StringComparison.Ordinal)),
        "transfer.fsckObjects=true",
        "receive.autogc=false",
        "receive.advertisePushOptions=true",
        "receive.denyDeleteCurrent=ignore",
        "uploadpack.allowReachableSHA1InWant=true",
    ];

    /// <summary>The whole environment, apart from PATH and from where the repository is.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["LC_ALL"] = "C.UTF-8",
        ["HOME"] = Nowhere,
        ["XDG_CONFIG_HOME"] = Nowhere,
        // Whoever asks about a repository says where it is.
        ["GIT_DIR"] = Nowhere,
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_CONFIG_SYSTEM"] = "/dev/null",
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_ATTR_NOSYSTEM"] = "1",
        ["GIT_CEILING_DIRECTORIES"] = "/",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_OPTIONAL_LOCKS"] = "0",
        ["GIT_NO_LAZY_FETCH"] = "1",
        // What refs/replace puts in the place of another object is seen here alone: no clone and no job has it.
        ["GIT_NO_REPLACE_OBJECTS"] = "1",
        // The names of no protocol: each that a repository could name is refused.
        ["GIT_ALLOW_PROTOCOL"] = "none",
        ["GIT_PROTOCOL_FROM_USER"] = "0",
        ["GIT_ASKPASS"] = NoProgram,
        ["SSH_ASKPASS"] = NoProgram,
        ["GIT_SSH_COMMAND"] = NoProgram,
        ["GIT_PROXY_COMMAND"] = NoProgram,
        ["GIT_EDITOR"] = NoProgram,
        ["GIT_SEQUENCE_EDITOR"] = NoProgram,
        ["GIT_EXTERNAL_DIFF"] = "",
        ["GIT_PAGER"] = "cat",
    };
}
