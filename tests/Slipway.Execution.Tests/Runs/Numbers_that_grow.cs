using Slipway.Execution.State;

namespace Slipway.Execution.Tests.Runs;

public sealed class Numbers_that_grow : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-numbers-").FullName;

    [Fact]
    public async Task Nobody_gets_a_number_that_another_one_has()
    {
        var file = Path.Combine(_folder, "project", "build-number");
        var numbers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            GrowingNumber.TakeAsync(file, 1, TestContext.Current.CancellationToken)));
        Assert.Equal(Enumerable.Range(1, 50), numbers.Order());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
