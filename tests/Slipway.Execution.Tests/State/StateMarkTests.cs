using Slipway.Execution.State;

namespace Slipway.Execution.Tests.State;

public sealed class StateMarkTests
{
    [Fact]
    public async Task A_state_folder_has_one_mark_however_many_ask_for_it_first()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-mark");
        try
        {
            var state = new StateFolder(Path.Combine(folder.FullName, "new"));
            var marks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StateMark.Of(state))));
            Assert.Single(marks.Distinct());
            Assert.NotEqual("", marks[0]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
