using System.Diagnostics;
using Slipway.Execution.Checkouts;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Checkouts;

/// <summary>A checkout as a job gets it, unpacked by tar into a folder of this machine.</summary>
internal static class SentCheckout
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The working tree as it is.</summary>
    /// <returns>What is not in it.</returns>
    public static async Task<IReadOnlyList<OmittedFile>> SendAsync(string tree, string job)
    {
        using var listed = await WorkingTree.ListAsync(tree, Token);
        await using var archive = CheckoutArchive.Open(listed.All, Token);
        await UnpackAsync(archive, job);
        return listed.LeftOut;
    }

    /// <summary>A clean commit.</summary>
    public static Task SendRevisionAsync(string tree, string revision, string job) =>
        new RevisionSource(new JobSource.Commit(tree, revision)).ReadAsync(archive => UnpackAsync(archive, job), Assert.Fail, Token);

    public static async Task UnpackAsync(Stream archive, string job)
    {
        Directory.CreateDirectory(job);
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-C", job, "-x"]) { RedirectStandardInput = true })!;
        await using (var input = tar.StandardInput.BaseStream)
        {
            await archive.CopyToAsync(input, Token);
        }

        await tar.WaitForExitAsync(Token);
        Assert.Equal(0, tar.ExitCode);
    }
}
