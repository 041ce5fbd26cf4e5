using Slipway.Execution.Runs;

namespace Slipway.Execution.Ownership;

/// <summary>The mark of a state folder on all that its runs make: several machines may share one Docker, and each removes its own only.</summary>
public static class StateMark
{
    /// <summary>The folder's mark, made once.</summary>
    public static string Of(StateFolder state)
    {
        var file = Path.Combine(state.Path, "mark");
        if (!File.Exists(file))
        {
            Make(state.Path, file);
        }

        return File.ReadAllText(file);
    }

    private static void Make(string folder, string file)
    {
        Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, $"mark_{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(draft, Guid.NewGuid().ToString("N"));
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another run was faster.
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
