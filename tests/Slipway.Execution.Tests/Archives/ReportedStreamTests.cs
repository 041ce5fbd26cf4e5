using Slipway.Execution.Archives;

namespace Slipway.Execution.Tests.Archives;

public sealed class ReportedStreamTests
{
    private const int Mebibyte = 1 << 20;

    [Fact]
    public async Task Amounts_that_double_are_told_whichever_way_the_bytes_go()
    {
        var said = new List<string>();
        await using var written = new ReportedStream(Stream.Null, said.Add);
        for (var mebibytes = 0; mebibytes < 300; mebibytes++)
        {
            await written.WriteAsync(new byte[Mebibyte], TestContext.Current.CancellationToken);
        }

        Assert.Equal(["  64 MiB so far", "  128 MiB so far", "  256 MiB so far"], said);
        said.Clear();
        await using var read = new ReportedStream(new MemoryStream(new byte[100 * Mebibyte]), said.Add);
        await read.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        Assert.Equal(["  64 MiB so far"], said);
    }
}
