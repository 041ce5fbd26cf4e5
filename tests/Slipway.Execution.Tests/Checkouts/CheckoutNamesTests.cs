using Slipway.Execution.Checkouts;
using Slipway.Testing.Repositories;

namespace Slipway.Execution.Tests.Checkouts;

/// <summary>Names that are no UTF-8, as repositories have them that are older than it: what the job gets is asked of git there.</summary>
public sealed class CheckoutNamesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-names-").FullName;

    private string Tree => Path.Combine(_folder, "tree");

    private string Job => Path.Combine(_folder, "job");

    [Fact]
    public async Task Files_folders_and_links_reach_a_job_byte_for_byte()
    {
        Fill(Tree);
        Run($"cd {Tree} && git init -q && git add . && git -c protocol.file.allow=always commit -qm one && printf new > \"$(printf 'n\\351w')\"");
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
        Run($"cd {_folder}/library && git init -q && git add . && git -c protocol.file.allow=always commit -qm one");
        Run($"mkdir {Tree} && cd {Tree} && git init -q && git -c protocol.file.allow=always submodule --quiet add {_folder}/library \"$(printf 's\\374b')\" && git -c protocol.file.allow=always commit -qm one");
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
        Run($"cd {Tree} && git init -q && git add . && git -c protocol.file.allow=always commit -qm one && git tag \"$(printf 't\\351g')\" && git checkout -q -b \"$(printf 'br\\344nch')\" && git pack-refs --all && git branch \"$(printf '\\366ther')\"");
        await (revision is null ? SendAsync(Tree) : SentCheckout.SendRevisionAsync(Tree, revision, Job));
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

    private void Fill(string folder) => Run(
        $"mkdir -p {folder} && cd {folder} && printf one > \"$(printf 'caf\\351')\" && mkdir \"$(printf 'd\\351')\" && printf two > \"$(printf 'd\\351/\\377\\376')\" "
        + "&& ln -s \"$(printf 'd\\351/\\377\\376')\" \"$(printf 'l\\356nk')\" && ln -s \"$(printf '/none/\\351')\" dangling && printf three > 'schön'");

    private void RequireSame()
    {
        const string List = "find . -name .git -prune -o -printf '%P %y %l\\n' | LC_ALL=C sort | od -c";
        Assert.Equal(Run($"cd {Tree} && {List}"), Run($"cd {Job} && {List}"));
        Assert.Equal("", Run($"diff -r --no-dereference -x .git {Tree} {Job}"));
    }

    private Task<IReadOnlyList<OmittedFile>> SendAsync(string folder) => SentCheckout.SendAsync(folder, Job);

    private string Run(string script) => TrialGit.Shell(_folder, script);
}
