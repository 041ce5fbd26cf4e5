using System.Diagnostics;
using Slipway.Execution.Checkouts;

namespace Slipway.Execution.Tests.Checkouts;

/// <summary>Names that are no UTF-8, as repositories have them that are older than it: what the job gets is asked of git there.</summary>
public sealed class CheckoutNamesTests : IDisposable
{
    private const string Configured = "git -c user.name=test -c user.email=test@example.invalid -c protocol.file.allow=always";
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-names-").FullName;

    private string Tree => Path.Combine(_folder, "tree");

    private string Job => Path.Combine(_folder, "job");

    [Fact]
    public async Task Files_folders_and_links_reach_a_job_byte_for_byte()
    {
        Fill(Tree);
        Run($"cd {Tree} && git init -q && git add . && {Configured} commit -qm one && printf new > \"$(printf 'n\\351w')\"");
        await SendAsync(Tree);
        RequireSame();
        Assert.Equal(Run($"git -C {Tree} status --porcelain"), Run($"git -C {Job} status --porcelain"));
    }

    [Fact]
    public async Task So_do_those_of_a_folder_that_is_no_repository()
    {
        Fill(Tree);
        await SendAsync(Tree);
        RequireSame();
    }

    [Fact]
    public async Task So_do_submodules_and_repositories_within_the_tree_whose_folders_are_called_so()
    {
        Fill(Path.Combine(_folder, "library"));
        Run($"cd {_folder}/library && git init -q && git add . && {Configured} commit -qm one");
        Run($"mkdir {Tree} && cd {Tree} && git init -q && {Configured} submodule --quiet add {_folder}/library \"$(printf 's\\374b')\" && {Configured} commit -qm one");
        Run($"cp -r {_folder}/library {Tree}/\"$(printf 'n\\351sted')\"");
        await SendAsync(Tree);
        RequireSame();
        Assert.Equal(Run($"git -C {Tree} status --porcelain"), Run($"git -C {Job} status --porcelain"));
        Assert.Equal("", Run($"cd {Job}/s*b && git status --porcelain && cd {Job}/n*sted && git status --porcelain && git -C {Job} submodule --quiet foreach 'git status --porcelain'"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("HEAD")]
    public async Task A_branch_is_called_so_in_the_job_as_well(string? revision)
    {
        Fill(Tree);
        Run($"cd {Tree} && git init -q && git add . && {Configured} commit -qm one && git tag \"$(printf 't\\351g')\" && git checkout -q -b \"$(printf 'br\\344nch')\" && git pack-refs --all && git branch \"$(printf '\\366ther')\"");
        await (revision is null ? SendAsync(Tree) : SendRevisionAsync(revision));
        RequireSame();
        Assert.Equal("", Run($"git -C {Job} status --porcelain"));
        Assert.Equal(Run($"git -C {Tree} for-each-ref"), Run($"git -C {Job} for-each-ref"));
    }

    [Fact]
    public async Task No_secret_comes_along_by_such_a_name()
    {
        Fill(Tree);
        Run($"cd {Tree} && mkdir -p \"$(printf 'd\\351')/.slipway\" && printf secret > \"$(printf 'd\\351')/.slipway/env\"");
        await SendAsync(Tree);
        Assert.Equal("", Run($"find {Job} -name env"));
    }

    public void Dispose() => Run($"rm -rf {_folder}");

    private static void Fill(string folder) => Run(
        $"mkdir -p {folder} && cd {folder} && printf one > \"$(printf 'caf\\351')\" && mkdir \"$(printf 'd\\351')\" && printf two > \"$(printf 'd\\351/\\377\\376')\" "
        + "&& ln -s \"$(printf 'd\\351/\\377\\376')\" \"$(printf 'l\\356nk')\" && ln -s \"$(printf '/none/\\351')\" dangling && printf three > 'schön'");

    private void RequireSame()
    {
        const string List = "find . -name .git -prune -o -printf '%P %y %l\\n' | LC_ALL=C sort | od -c";
        Assert.Equal(Run($"cd {Tree} && {List}"), Run($"cd {Job} && {List}"));
        Assert.Equal("", Run($"diff -r --no-dereference -x .git {Tree} {Job}"));
    }

    private async Task SendAsync(string folder)
    {
        using var listed = await WorkingTree.ListAsync(folder, TestContext.Current.CancellationToken);
        await using var archive = CheckoutArchive.Open(listed.All, TestContext.Current.CancellationToken);
        await UnpackAsync(archive);
    }

    private async Task SendRevisionAsync(string revision)
    {
        var token = TestContext.Current.CancellationToken;
        using var git = await Linux.Repositories.Git.OpenAsync(Tree, token);
        var commit = await git!.CommitIdAsync(revision, token);
        await git.ArchiveAsync(commit!, WorkingTree.SecretPatterns, UnpackAsync, token);
        using var files = new CheckoutFiles();
        await new JobRepository(files).AddAsync(git, commit, await git.IndexAsync(commit!, token), token);
        await using var archive = CheckoutArchive.Open(files.All, token);
        await UnpackAsync(archive);
    }

    private async Task UnpackAsync(Stream archive)
    {
        Directory.CreateDirectory(Job);
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-C", Job, "-x"]) { RedirectStandardInput = true })!;
        await using (var input = tar.StandardInput.BaseStream)
        {
            await archive.CopyToAsync(input, TestContext.Current.CancellationToken);
        }

        await tar.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, tar.ExitCode);
    }

    private static string Run(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.True(shell.ExitCode == 0, $"{script}: {errors.GetAwaiter().GetResult()}{output}");
        return output;
    }
}
