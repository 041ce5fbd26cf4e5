using Slipway.Fuzz.Campaigns;

namespace Slipway.Fuzz.Configs;

/// <summary>Configs that were good once. The last one lies in a file while it is compiled, for a process that dies of it, such as of a stack overflow.</summary>
internal sealed class ConfigGenerator(IReadOnlyList<byte[]> seeds, string last) : IGenerator
{
    /// <param name="folders">Where configs are looked for.</param>
    /// <param name="output">Gets the last one.</param>
    public static ConfigGenerator FromFolders(IEnumerable<string> folders, string output)
    {
        const int Largest = 64 << 10;
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.y*ml", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));
        return new(
            [.. files.Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(seed => seed.Length is > 0 and < Largest)],
            Path.Combine(Directory.CreateDirectory(output).FullName, "config.yml"));
    }

    public async Task<string?> TryAsync(Random random, CancellationToken cancellationToken)
    {
        var input = new ConfigMutator(seeds, random).Next();
        await File.WriteAllBytesAsync(last, input, cancellationToken);
        var problem = await CompiledConfig.TryAsync(input, cancellationToken);

        // A busy machine is no finding: it must be slow again.
        return problem?.StartsWith("slow", StringComparison.Ordinal) == true ? await CompiledConfig.TryAsync(input, cancellationToken) : problem;
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(last);
        return ValueTask.CompletedTask;
    }
}
